// #region file
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LogicalDb } from '@tempest-ts/hybrid';
import { UserDatabase } from './user-database.js';

// A plain database refuses to read an archived item: that it reads them all shows that none is left.
const db = LogicalDb.create(UserDatabase, new DynamoDBClient({}));
let sessions = 0;
for await (const _session of db.users.sessions.scanAllContents()) sessions += 1;
console.log(`${sessions} sessions, all of them in DynamoDB`);
// #endregion
