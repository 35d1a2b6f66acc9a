import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const run = promisify(execFile);
const root = resolve(__dirname, '../../../..');
const packageFolder = resolve(__dirname, '../..');
const TIMEOUT_MS = 120_000;

/** An application as users write it: its output says what was recorded and what would be sent. */
const APPLICATION = `
import { Attribute, beginsWith, inlineView, LogicalDb, logicalTable, Transient } from '@tempest-ts/tempest';
import { makeEntityDecorator } from '@tempest-ts/tempest/extend';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

const Hybrid = (days: number) => makeEntityDecorator('HybridTable', { days });

class Geo {
  @Attribute() lat!: number;
  @Attribute({ type: () => Geo }) next?: Geo;
}
class Base {
  @Attribute({ name: 'partition_key' }) userId!: string;
  @Attribute({ type: Date }) createdAt!: Date;
}
@Hybrid(365)
class Session extends Base {
  @Attribute({ name: 'sort_key', prefix: 'S_' }) sessionId!: string;
  @Attribute() readonly kind = 'session';
  @Attribute() tags: string[] = [];
  @Attribute({ type: Geo }) geo?: Geo;
  @Transient() cached?: string;
  label(): string { return this.kind + this.sessionId; }
}
class Db extends LogicalDb {
  users = logicalTable({ name: 'users', views: { sessions: inlineView(Session, { key: ['userId', 'sessionId'] }) } });
}
const sent: unknown[] = [];
const client = { config: {}, send: async (command: { input: unknown }) => { sent.push(command.input); return {}; } };
const db = LogicalDb.create(Db, client as unknown as DynamoDBClient);
const geo = Object.assign(new Geo(), { lat: 1, next: Object.assign(new Geo(), { lat: 2 }) });
const session = Object.assign(new Session(), { userId: 'u', sessionId: 's', createdAt: new Date(0), cached: 'c', geo });
const saved = await db.users.sessions.save(session);
await db.users.sessions.query(beginsWith({ userId: 'u', sessionId: 's' }));
await db.repository(Session).load({ userId: 'u', sessionId: 's' });
console.log(JSON.stringify({ sent, label: saved.label(), nested: saved.geo?.next instanceof Geo, cached: saved.cached === undefined }));
`;

/** Members that are refused, in the compiler's own syntax (standard decorators have one for each). */
const REFUSED = `
import { Attribute } from '@tempest-ts/tempest';
const symbol = Symbol('secret');
const attempts: Record<string, () => unknown> = {
  static: () => class { @Attribute() static x = 1 },
  private: () => class { @Attribute() #x = 1; read() { return this.#x } },
  symbol: () => class { @Attribute() [symbol] = 1 },
  method: () => class { @Attribute() x() {} },
  getter: () => class { @Attribute() get x() { return 1 } },
  setter: () => class { @Attribute() set x(value: number) {} },
  accessor: () => class { @Attribute() accessor x = 1 },
  bare: () => new (class { @Attribute x = 1 })(),
};
const messages: Record<string, string> = {};
for (const [name, attempt] of Object.entries(attempts)) {
  try { attempt(); messages[name] = 'passed'; } catch (error) { messages[name] = (error as Error).message; }
}
console.log(JSON.stringify(messages));
`;

/** Both builds in one process: one decorates and declares, the other makes the database. */
const BOTH_BUILDS = `
import { createRequire } from 'node:module';
import * as esm from '@tempest-ts/tempest';
const cjs = createRequire(import.meta.url)('@tempest-ts/tempest');
class Session {}
esm.Attribute({ name: 'partition_key' })(Session.prototype, 'userId');
cjs.Attribute({ name: 'sort_key' })(Session.prototype, 'sessionId');
class Db extends esm.LogicalDb {
  users = cjs.logicalTable({ name: 'users', views: { sessions: esm.inlineView(Session, { key: ['userId', 'sessionId'] }) } });
}
const keys = [];
for (const { LogicalDb } of [esm, cjs]) {
  const client = { config: {}, send: async command => { keys.push(command.input.Key); return {}; } };
  await LogicalDb.create(Db, client).users.sessions.load({ userId: 'u', sessionId: 's' });
}
console.log(JSON.stringify({ two: esm.LogicalDb !== cjs.LogicalDb, keys }));
`;

const COMMON = {
  target: 'ES2022',
  lib: ['ES2023', 'ESNext.Decorators', 'ESNext.Disposable'],
  strict: true,
  skipLibCheck: false,
  types: ['node'],
  declaration: true,
};
const NODE = { module: 'NodeNext', moduleResolution: 'NodeNext' };

/** How applications compile: every way has to record the same. */
const COMPILERS = {
  'tsc, experimentalDecorators with metadata': { ...COMMON, ...NODE, experimentalDecorators: true, emitDecoratorMetadata: true },
  'tsc, experimentalDecorators, fields assigned': { ...COMMON, ...NODE, experimentalDecorators: true, useDefineForClassFields: false },
  'tsc, standard decorators': { ...COMMON, ...NODE, exactOptionalPropertyTypes: true },
  'tsc, standard decorators, for a bundler': { ...COMMON, module: 'ESNext', moduleResolution: 'bundler' },
} as const;
const ESBUILD = {
  'esbuild, experimentalDecorators': { target: 'ES2022', experimentalDecorators: true },
  'esbuild, standard decorators': { target: 'ES2022' },
} as const;

let folder: string;
const tsc = (...flags: string[]) => run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...flags], { cwd: folder });

/** The package as it is published: built, and installed where nothing of the workspace is found. */
async function install(): Promise<void> {
  const target = join(folder, 'node_modules/@tempest-ts/tempest');
  await mkdir(target, { recursive: true });
  await cp(join(packageFolder, 'package.json'), join(target, 'package.json'));
  for (const name of ['@aws-sdk', '@smithy', 'reflect-metadata', '@types', 'undici-types'])
    await symlink(join(root, 'node_modules', name), join(folder, 'node_modules', name)).catch(() => undefined);
  const project = join(packageFolder, 'tsconfig.build.json');
  // Unchecked: the sources' own types are checked elsewhere, and here those of the application by what was built.
  await tsc('-p', project, '--noCheck', '--outDir', join(target, 'dist/esm'));
  await tsc(
    '-p',
    project,
    '--noCheck',
    '--outDir',
    join(target, 'dist/cjs'),
    '--module',
    'commonjs',
    '--moduleResolution',
    'bundler',
    '--verbatimModuleSyntax',
    'false',
  );
  await writeFile(join(target, 'dist/esm/package.json'), '{"type":"module"}');
  await writeFile(join(target, 'dist/cjs/package.json'), '{"type":"commonjs"}');
}

/** What a source prints once it is compiled. */
async function output(name: string, source: string, compilerOptions: object, compiler: 'tsc' | 'esbuild'): Promise<unknown> {
  const home = join(folder, name.replace(/\W+/g, '-'));
  await mkdir(home, { recursive: true });
  await writeFile(join(home, 'package.json'), '{"type":"module"}');
  await writeFile(join(home, 'main.ts'), source);
  await writeFile(join(home, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts'] }));
  if (compiler === 'tsc') {
    await tsc('-p', home).catch((error: { stdout?: string }) => {
      throw new Error(error.stdout);
    });
  } else {
    const raw = `--tsconfig-raw=${JSON.stringify({ compilerOptions })}`;
    await run(join(root, 'node_modules/.bin/esbuild'), ['main.ts', raw, '--target=es2022', '--format=esm', '--outfile=main.js'], {
      cwd: home,
    });
  }
  const { stdout } = await run(process.execPath, ['--no-warnings', 'main.js'], { cwd: home });
  return JSON.parse(stdout);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tempest-compilers-'));
  await install();
}, TIMEOUT_MS);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('an application records and sends the same, whatever compiles it', () => {
  const expected = {
    label: 'sessions',
    nested: true,
    cached: true,
    sent: [
      {
        TableName: 'users',
        Item: {
          partition_key: { S: 'u' },
          createdAt: { S: '1970-01-01T00:00:00.000Z' },
          sort_key: { S: 'S_s' },
          kind: { S: 'session' },
          tags: { L: [] },
          geo: { M: { lat: { N: '1' }, next: { M: { lat: { N: '2' } } } } },
        },
      },
      { TableName: 'users', Limit: 100 },
      { TableName: 'users', Key: { partition_key: { S: 'u' }, sort_key: { S: 'S_s' } } },
    ],
  };

  it.each(Object.entries(COMPILERS))(
    '%s, type-checked with its declarations',
    async (name, options) => {
      expect(await output(name, APPLICATION, options, 'tsc')).toMatchObject(expected);
    },
    TIMEOUT_MS,
  );

  it.each(Object.entries(ESBUILD))(
    '%s',
    async (name, options) => {
      expect(await output(name, APPLICATION, options, 'esbuild')).toMatchObject(expected);
    },
    TIMEOUT_MS,
  );
});

describe('members that cannot be attributes are refused', () => {
  it.each([
    ['tsc', { ...COMMON, ...NODE, noCheck: true, declaration: false }],
    ['esbuild', ESBUILD['esbuild, standard decorators']],
  ] as const)(
    'under the standard decorators of %s',
    async (compiler, options) => {
      const messages = await output(`refused ${compiler}`, REFUSED, options, compiler);
      expect(messages).toMatchObject({
        static: expect.stringContaining('@Attribute on x: a static member'),
        private: expect.stringContaining('@Attribute on #x: a #private member'),
        symbol: expect.stringContaining('@Attribute on Symbol(secret): an attribute needs a name'),
        method: expect.stringContaining('@Attribute on x: attributes are fields, this is a method'),
        getter: expect.stringContaining('this is a getter'),
        setter: expect.stringContaining('this is a setter'),
        accessor: 'passed',
        bare: expect.stringContaining('Write it with parentheses'),
      });
    },
    TIMEOUT_MS,
  );

  it(
    'a decorator on a method or without parentheses does not compile',
    async () => {
      const source = REFUSED;
      const errors = await output('refused by types', source, { ...COMMON, ...NODE }, 'tsc').then(
        () => '',
        (error: Error) => error.message,
      );
      for (const line of ['method: () =>', 'getter: () =>', 'setter: () =>', 'bare: () =>']) {
        const number = source.split('\n').findIndex(text => text.includes(line)) + 1;
        expect(errors).toContain(`main.ts(${number},`);
      }
    },
    TIMEOUT_MS,
  );
});

describe('the ES module and the CommonJS build in one process', () => {
  it('share metadata and declarations', async () => {
    await writeFile(join(folder, 'both.mjs'), BOTH_BUILDS);
    const { stdout } = await run(process.execPath, ['--no-warnings', 'both.mjs'], { cwd: folder });
    const key = { partition_key: { S: 'u' }, sort_key: { S: 's' } };
    expect(JSON.parse(stdout)).toEqual({ two: true, keys: [key, key] });
  });
});
