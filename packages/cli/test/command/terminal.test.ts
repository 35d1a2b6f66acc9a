import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { BatchWriteSet, LogicalDb } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { UserDatabase } from '../fixture/user-database.js';

const PACKAGE = join(__dirname, '..', '..');
/** As in `process.test.ts`. */
const STARTS_MS = 240_000;
const CTRL_C = '\u0003';
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';

let servers: LocalServers;
let db: UserDatabase;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tempest-cli-terminal-'));
  servers = await startLocalServers();
  await servers.createTables(UserDatabase);
  await servers.s3.send(new CreateBucketCommand({ Bucket: 'cli-test' }));
  db = LogicalDb.create(UserDatabase, servers.dynamoDb);
  const sessions = Array.from({ length: 300 }, (_, place) =>
    db.users.sessions.create({ userId: `u${place % 10}`, sessionId: `s${place}`, sessionData: 'x', createdAt: new Date('2020-01-01') }),
  );
  await db.batchWrite(new BatchWriteSet().clobber(...sessions));
});

afterAll(async () => {
  await servers.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A command at a terminal of its own, by util-linux's `script`, which every Debian has; and the keys that are typed there. */
class AtTerminal {
  /** What the terminal was sent. */
  screen = '';
  readonly ended: Promise<number | null>;
  readonly #script: ChildProcess;

  constructor(...argv: string[]) {
    const words = ['--config', join(PACKAGE, 'test', 'fixture', 'tempest-hybrid.config.ts'), '--region', 'us-east-1'];
    const places = ['--dynamodb-endpoint', servers.dynamoDbServer.endpoint, '--s3-endpoint', servers.s3Server?.endpoint ?? ''];
    const program = ['--conditions=@tempest-ts/source', '--import', 'tsx', join(PACKAGE, 'bin', 'tempest-hybrid.js')];
    const line = [process.execPath, ...program, ...words, ...places, ...argv].map(word => `'${word.replaceAll("'", "'\\''")}'`);
    this.#script = spawn('script', ['--quiet', '--return', '--flush', '--command', `exec ${line.join(' ')}`, join(folder, 'typescript')], {
      cwd: PACKAGE,
      env: { PATH: process.env.PATH, TERM: 'xterm', SHELL: '/bin/sh', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'testtest' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#script.stdout?.on('data', chunk => {
      this.screen += String(chunk);
    });
    this.ended = new Promise((resolve, reject) => this.#script.once('error', reject).once('close', resolve));
  }

  /** Waits until something is on the screen. Fails where the command ends without it. */
  async shows(text: string | RegExp): Promise<void> {
    let isOver = false;
    void this.ended.finally(() => {
      isOver = true;
    });
    const isThere = (): boolean => (typeof text === 'string' ? this.screen.includes(text) : text.test(this.screen));
    while (!isThere()) {
      if (isOver) throw new Error(`It ended before it showed ${text}:\n${this.screen}`);
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }

  type(keys: string): void {
    this.#script.stdin?.write(keys);
  }
}

test(
  'at a terminal a bar goes on, ctrl-C has the run end with the command that goes on, and the cursor is there again',
  async () => {
    const slow = servers.s3Server?.inject({ when: ({ operation }) => operation === 'PutObject', fault: { kind: 'delay', ms: 400 } });
    const archive = new AtTerminal('archive', '--checkpoint', join(folder, 'one.checkpoint'));
    await archive.shows(/[█░]{24} .* rows \|/);
    expect(archive.screen).toContain(HIDE_CURSOR);
    archive.type(CTRL_C);
    await archive.shows('Stopping: what is under way arrives.');
    slow?.remove();
    expect(await archive.ended).toBe(75);
    expect(archive.screen).toContain('Stopped (signal). To go on: tempest-hybrid --config');
    expect(archive.screen.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(archive.screen.lastIndexOf(HIDE_CURSOR));
  },
  STARTS_MS,
);

test(
  'a second ctrl-C ends it at once, and leaves a terminal that can be worked at',
  async () => {
    // Wherever the first ctrl-C meets it, the run then leaves its record, which takes so long that only the second ends it soon.
    const slow = servers.s3Server?.inject({
      when: ({ operation, key }) => operation === 'PutObject' && key?.includes('tempest~runs/') === true,
      fault: { kind: 'delay', ms: 60_000 },
    });
    const archive = new AtTerminal('archive', '--checkpoint', join(folder, 'two.checkpoint'));
    await archive.shows(HIDE_CURSOR);
    archive.type(CTRL_C);
    await archive.shows('Once more to end at once');
    archive.type(CTRL_C);
    expect(await archive.ended).toBe(75);
    slow?.remove();
    expect(archive.screen).not.toContain('To go on');
    expect(archive.screen.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(archive.screen.lastIndexOf(HIDE_CURSOR));
  },
  STARTS_MS,
);

test(
  'what destroys asks first, and does it where the answer is yes',
  async () => {
    const key = JSON.stringify({ userId: 'u1', sessionId: 's1' });
    const refused = new AtTerminal('erase', '--key', key);
    await refused.shows('[y/N]');
    refused.type('n\r');
    expect(await refused.ended).toBe(4);
    expect(refused.screen).toContain('Not confirmed. Nothing was changed.');
    const erase = new AtTerminal('erase', '--key', key);
    await erase.shows('[y/N]');
    erase.type('y\r');
    expect(await erase.ended).toBe(3); // its second pass is due
    expect(await db.users.sessions.load({ userId: 'u1', sessionId: 's1' })).toBeUndefined();
  },
  STARTS_MS,
);
