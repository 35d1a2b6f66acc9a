import { HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { startLocalServers } from '@tempest-ts/testing';
import { buildApp } from './build-app.js';
import { UserDatabase } from './user-database.js';

// A real application would take `new DynamoDBClient({})`, and { s3Config: { bucketName: 'my-app-archive', region: 'us-west-2' } }.
const servers = await startLocalServers();
await servers.createTables(UserDatabase);
const db = HybridLogicalDb.create(UserDatabase, LogicalDb.create(UserDatabase, servers.dynamoDb), {
  s3Config: { bucketName: servers.bucketName, client: servers.s3 },
});

const app = buildApp(db);
await app.listen({ port: Number(process.env.PORT ?? 3000), host: '127.0.0.1' }); // which it logs, as every request

async function stop(): Promise<void> {
  await app.close();
  await servers.stop();
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
