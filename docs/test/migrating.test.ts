import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { ExportError, HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { archiveGradually, importFromFolder, importFromS3, leave, migrate, testArchival } from '../snippets/migrating.js';
import { createDatabase, UserDatabase } from '../snippets/readme.js';

let servers: LocalServers;
let folder: string;

beforeAll(async () => {
  servers = await startLocalServers();
  await servers.createTables(UserDatabase);
  folder = await mkdtemp(join(tmpdir(), 'tempest-docs-'));
});

afterAll(async () => {
  await servers.stop();
  await rm(folder, { recursive: true, force: true });
});

async function putExport(): Promise<void> {
  await servers.s3.send(new CreateBucketCommand({ Bucket: 'my-exports' }));
  const at = 'AWSDynamoDB/01693685827463-2d8752fd/';
  const put = (path: string, value: object) =>
    servers.s3.send(new PutObjectCommand({ Bucket: 'my-exports', Key: at + path, Body: `${JSON.stringify(value)}\n` }));
  const tableArn = 'arn:aws:dynamodb:us-east-1:123456789012:table/sessions';
  const counts = { itemCount: 1 };
  await put('manifest-summary.json', {
    ...counts,
    exportArn: `${tableArn}/export/1`,
    tableArn,
    manifestFilesS3Key: `${at}manifest-files.json`,
    outputFormat: 'DYNAMODB_JSON',
  });
  await put('manifest-files.json', { ...counts, dataFileS3Key: `${at}data/a.json` });
  const Item = {
    partition_key: { S: 'u9' },
    sort_key: { S: 's' },
    sessionData: { S: 'imported' },
    createdAt: { S: '2020-01-01T00:00:00.000Z' },
  };
  await put('data/a.json', { Item });
}

it('does what the guide says, from the first dry run until the library is gone', async () => {
  const told: string[] = [];
  const log = (text: string) => void told.push(text);
  const db = createDatabase(servers.dynamoDb, servers.s3, servers.bucketName);
  for (const sessionId of ['a', 'b', 'c'])
    await db.users.sessions.save({ userId: 'u1', sessionId, sessionData: '...', createdAt: new Date('2023-01-01') });

  expect(await testArchival(db, log)).toBe(true);
  expect(told.at(-1)).toMatch(/^Would archive 3 items for \$/);
  expect(await archiveGradually(db, log, folder)).toBe(true);
  expect(told.at(-1)).toBe('Archived 3 items; 0 errors');

  const s3Config = { bucketName: servers.bucketName, client: servers.s3 };
  const packed = HybridLogicalDb.create(UserDatabase, LogicalDb.create(UserDatabase, servers.dynamoDb), {
    s3Config,
    archivalConfig: { layout: 'packed' },
  });
  expect(await migrate(packed, log, folder)).toMatchObject({ itemsMigrated: 3, objectsWritten: 1, complete: true });
  expect(told.slice(-2)).toEqual([
    '0 of an earlier system, 3 to another layout, 0 to another key: 1 objects',
    '3 migrated, 0 changed meanwhile, 0 errors',
  ]);

  await putExport();
  expect(await importFromS3(packed, servers.s3, folder)).toMatchObject({
    itemsImported: 1,
    itemsArchived: 1,
    errorCount: 0,
    complete: true,
  });
  await expect(importFromFolder(packed, folder)).rejects.toBeInstanceOf(ExportError);

  expect(await leave(db, log)).toBe(true);
  const plain = LogicalDb.create(UserDatabase, servers.dynamoDb);
  expect((await plain.users.sessions.load({ userId: 'u9', sessionId: 's' }))?.sessionData).toBe('imported');
});
