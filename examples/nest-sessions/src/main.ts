import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { startLocalServers } from '@tempest-ts/testing';
import { AppModule } from './app-module.js';
import { UserDatabase } from './user-database.js';

// A real application would say: { hybrid: { s3Config: { bucketName: 'my-app-archive', region: 'us-west-2' } } }
const servers = await startLocalServers();
await servers.createTables(UserDatabase);
const stores = { dynamoDb: servers.dynamoDb, hybrid: { s3Config: { bucketName: servers.bucketName, client: servers.s3 } } };

const app = await NestFactory.create(AppModule.on(stores), { logger: ['error', 'warn'] });
await app.listen(process.env.PORT ?? 3000, '127.0.0.1');
console.log(`listening at ${await app.getUrl()}`);

// Without servers of its own an application says `app.enableShutdownHooks()`, and that is all.
async function stop(): Promise<void> {
  await app.close();
  await servers.stop();
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
