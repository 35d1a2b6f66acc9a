// #region file
import { mkdir, writeFile } from 'node:fs/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { archiveConfig } from './archive-config.js';
import { UserDatabase } from './user-database.js';

const db = HybridLogicalDb.create(UserDatabase, LogicalDb.create(UserDatabase, new DynamoDBClient({})), archiveConfig);
await mkdir('shards', { recursive: true });
for (const shard of await db.planShards()) await writeFile(`shards/${shard.id}.json`, JSON.stringify(shard));
db.close();
// #endregion
