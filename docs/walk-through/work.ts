// #region file
import { readFile } from 'node:fs/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { fileCheckpoints, HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { archiveConfig } from './archive-config.js';
import { UserDatabase } from './user-database.js';

const [file = ''] = process.argv.slice(2);
const db = HybridLogicalDb.create(UserDatabase, LogicalDb.create(UserDatabase, new DynamoDBClient({})), archiveConfig);
const shard = JSON.parse(await readFile(file, 'utf8'));
const { itemsArchived, complete } = await db.archiveShard(shard, { checkpoint: fileCheckpoints(`${file}.checkpoint`) });
console.log(`${itemsArchived} sessions archived${complete ? '' : ', and more to do'}`);
db.close();
// #endregion
