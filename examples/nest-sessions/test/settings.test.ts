import 'reflect-metadata';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
// #region async
import { Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { HybridLogicalDb } from '@tempest-ts/hybrid';
import { getDbToken, InjectDb, TempestModule } from '@tempest-ts/nestjs';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { UserDatabase } from '../src/user-database.js';

/** Such as a ConfigService has: here a test fills it in. */
@Injectable()
class Settings {
  archiveBucket = '';
  endpoints = { dynamoDb: '', s3: '' };
}

@Module({ providers: [Settings], exports: [Settings] })
class SettingsModule {}

const tempest = TempestModule.forRootAsync({
  database: UserDatabase,
  isGlobal: true,
  imports: [SettingsModule],
  inject: [Settings],
  useFactory: async (settings: Settings) => ({
    dynamoDb: { endpoint: settings.endpoints.dynamoDb }, // of a client that the module makes, and closes
    hybrid: { s3Config: { bucketName: settings.archiveBucket, region: 'us-west-2' } },
  }),
});
// #endregion

// #region several
const audit = TempestModule.forRoot({ name: 'audit', database: UserDatabase, options: { tableNameResolver: name => `audit_${name}` } });

@Injectable()
class Reports {
  readonly today: HybridLogicalDb<UserDatabase>;
  readonly past: UserDatabase;

  constructor(@InjectDb() today: HybridLogicalDb<UserDatabase>, @InjectDb('audit') past: UserDatabase) {
    this.today = today;
    this.past = past;
  }
}
// #endregion

let servers: LocalServers;
beforeAll(async () => {
  servers = await startLocalServers();
  await servers.createTables(UserDatabase);
});
afterAll(() => servers.stop());

it('takes its options from other providers, and keeps databases apart by name', async () => {
  const endpoint = servers.dynamoDbServer.endpoint;
  const app = await Test.createTestingModule({ imports: [tempest, audit], providers: [Reports] })
    .overrideProvider(Settings)
    .useValue({ archiveBucket: servers.bucketName, endpoints: { dynamoDb: endpoint } })
    .compile();
  const { today, past } = app.get(Reports);
  expect(today).toBe(app.get(getDbToken()));
  expect(today.describe()).toMatchObject([{ tableName: 'user_sessions' }]);
  expect(past.describe()).toMatchObject([{ tableName: 'audit_user_sessions' }]);
  await app.close();
});
