import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const root = resolve(__dirname, '../../../..');
const TIMEOUT_MS = 120_000;

const DECLARATIONS = `
import { ArchivalTimestamp, Attribute, beginsWith, between, CreatedAt, type Generated, inlineView, LogicalDb, logicalTable, TimeToLive, UpdatedAt, Version } from '@tempest-ts/hybrid';
class Geo { @Attribute() lat!: number }
class Track {
  @Attribute({ name: 'pk' }) album!: string;
  @Attribute({ name: 'sk' }) track!: string;
  @Attribute() title!: string;
  @Attribute() plays!: number;
  @Attribute({ type: Geo }) geo!: Geo;
  @Attribute() tags!: string[];
  @Attribute() labels!: Set<string>;
  @Attribute() status!: 'open' | 'closed';
  @UpdatedAt() updatedAt!: Generated<Date>;
}
class Db extends LogicalDb {
  music = logicalTable({ name: 'music', partitionKey: 'pk', sortKey: 'sk', views: { tracks: inlineView(Track, { key: ['album', 'track'] }) } });
}
declare const db: Db;
const { tracks } = db.music;
const key = { album: 'a', track: 't' };
const rest = { ...key, geo: { lat: 1 }, tags: ['x'], labels: new Set(['x']), plays: 1 };
`;

/** A line of a program that must not compile, and what the error has to name. */
const MISTAKES: Readonly<Record<string, readonly [line: string, names: string]>> = {
  'a misspelt key': [`await tracks.load({ album: 'a', trakc: 't' });`, `'trakc' does not exist`],
  'half a key': [`await tracks.load({ album: 'a' });`, `Property 'track' is missing`],
  'a key of another type': [`await tracks.load({ album: 1, track: 't' });`, `comes from property 'album'`],
  'a misspelt key in a condition': [`await tracks.query(beginsWith({ album: 'a', trakc: 't' }));`, `'"trakc"' is not assignable`],
  'a key of another type in a condition': [`await tracks.query(beginsWith({ album: 1 }));`, `Types of property 'album' are incompatible`],
  'a range of half a key': [`await tracks.query(between({ album: 'a' }, { album: 'b' }));`, `Property 'track' is missing`],
  'a key of a view that is no property': [`inlineView(Track, { key: ['album', 'trakc'] });`, `"trakc is no property of the class"`],
  'a template of what is no property': [`inlineView(Track, { key: ['album', 'T#{trakc}'] });`, `"trakc is no property of the class"`],
  'a template that does not end': [`inlineView(Track, { key: ['album', 'T#{track'] });`, `"T#{track is no property of the class"`],
  'an unknown attribute': [`await tracks.save({ ...rest, title: 't', status: 'open', colour: 1 });`, `'colour' does not exist`],
  'a missing attribute': [`await tracks.save({ ...rest, status: 'open' });`, `Property 'title' is missing`],
  'an attribute of another type': [`await tracks.save({ ...rest, title: 3, status: 'open' });`, `comes from property 'title'`],
  'another value than those of the type': [`await tracks.save({ ...rest, title: 't', status: 'lost' });`, `comes from property 'status'`],
  'an operand of another type': [`await tracks.scan({ filter: t => t.title.gt(3) });`, `OperandOf<string, "title">`],
  'an operand inside an object': [`await tracks.scan({ filter: t => t.geo.lat.gt('3') });`, `OperandOf<number, "geo.lat">`],
  'an operand of no value of the type': [
    `await tracks.scan({ filter: t => t.status.eq('lost') });`,
    `OperandOf<"closed" | "open", "status">`,
  ],
  'an operand of a list': [`await tracks.scan({ filter: t => t.tags.contains(3) });`, `OperandOf<string, "tags">`],
  'one of several operands': [`await tracks.scan({ filter: t => t.plays.in(1, '2') });`, `OperandOf<number, "plays">`],
  'an attribute of another type as operand': [
    `await tracks.scan({ filter: t => t.plays.lt(t.title) });`,
    `'Term<string, "title">' is not assignable`,
  ],
  'an operator that the type has not': [`await tracks.scan({ filter: t => t.plays.beginsWith('x') });`, `'Term<number, "plays">'`],
  'a filter on an unknown attribute': [`await tracks.scan({ filter: t => t.colour.exists() });`, `Property 'colour' does not exist`],
  'a filter on the key of a query': [
    `await tracks.query(beginsWith({ album: 'a' }), { filter: t => t.track.eq('x') });`,
    `Property 'track' does not exist`,
  ],
  'an update of a key': [`await tracks.update(key, u => u.track.set('x'));`, `Property 'track' does not exist`],
  'an update of what the library fills in': [
    `await tracks.update(key, u => u.updatedAt.set(new Date()));`,
    `Property 'updatedAt' does not exist`,
  ],
  'an update of an unknown attribute': [`await tracks.update(key, u => u.colour.set('x'));`, `Property 'colour' does not exist`],
  'a change to another type': [`await tracks.update(key, u => u.title.set(3));`, `Value<string, "title">`],
  'a change to another type inside an object': [`await tracks.update(key, u => u.geo.lat.set('x'));`, `Value<number, "geo.lat">`],
  'an addition of another type': [`await tracks.update(key, u => u.plays.add('1'));`, `Given<number, "plays">`],
  'members of another type': [`await tracks.update(key, u => u.labels.add(new Set([3])));`, `"labels">`],
  'elements of another type': [`await tracks.update(key, u => u.tags.append(3));`, `Elements<string, "tags">`],
  'a change that the type has not': [`await tracks.update(key, u => u.title.add(1));`, `'UpdateTerm<string, "title">'`],
  'removing what every item has': [`await tracks.update(key, u => u.title.remove());`, `'UpdateTerm<string, "title">'`],
  'a condition on an unknown attribute': [
    `await tracks.deleteKey(key, { if: t => t.colour.exists() });`,
    `Property 'colour' does not exist`,
  ],
  'a prefix on a number': [`class A { @Attribute({ prefix: 'P_' }) rank!: number }`, `"rank"`],
  'a prefix on a list': [`class B { @Attribute({ prefix: 'P_' }) ranks?: string[] }`, `"ranks"`],
  'an archival timestamp on a string': [`class C { @ArchivalTimestamp() madeOn!: string }`, `"madeOn"`],
  'a date of creation on a number': [`class D { @CreatedAt({ type: 'epochMillis' }) madeOn!: number }`, `"madeOn"`],
  'a time to live on a number': [`class E { @TimeToLive() expiresOn?: number }`, `"expiresOn"`],
  'a version on a string': [`class F { @Version() revision!: string }`, `"revision"`],
  'a prefix on a number, by hand': [`Attribute({ prefix: 'P_' })(Track.prototype, 'plays');`, `"plays"`],
};

/** What stands beside the mistakes and must compile. */
const ALLOWED = `
class Base<Kind extends string> {
  @Attribute({ prefix: 'P_' }) kind!: Kind;
  @Attribute({ prefix: 'P_' }) maybe?: Kind | null;
}
class Entity extends Base<'x'> {
  @Attribute({ prefix: 'P_' }) readonly constant = '';
  @Attribute({ prefix: 'P_' }) private hidden?: string;
  @Attribute({ prefix: 'P_', codec: { toDb: (value: Date) => ({ S: value.toISOString() }), toApp: () => new Date() } }) coded!: Date;
  @Version() version!: Generated<number>;
  @CreatedAt() @ArchivalTimestamp() createdAt!: Generated<Date>;
  @UpdatedAt({ type: 'epochMillis' }) updatedAt?: Date | null;
  @TimeToLive() private expiresAt?: Date;
  read(): unknown[] { return [this.hidden, this.expiresAt]; }
}
class Counted { @Version({ type: BigInt }) version!: Generated<bigint> }
for (const name of ['kind', 'maybe']) Attribute({ prefix: 'P_' })(Entity.prototype, name);
Attribute({ prefix: 'P_' })(Entity.prototype, 'kind');
ArchivalTimestamp()(Entity.prototype, 'createdAt');
await tracks.save({ ...rest, title: 't', status: 'open' });
export { Counted };
`;

const firstLine = DECLARATIONS.split('\n').length;
const SOURCE = `${DECLARATIONS}\n${Object.values(MISTAKES)
  .map(([line]) => line)
  .join('\n')}\n${ALLOWED}`;

const OPTIONS = {
  target: 'ES2022',
  lib: ['ES2023', 'ESNext.Decorators', 'ESNext.Disposable'],
  module: 'NodeNext',
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  noEmit: true,
  types: ['node'],
  customConditions: ['@tempest-ts/source'],
};

describe.each([
  ['experimentalDecorators', true],
  ['standard decorators', false],
] as const)('what must not compile, under %s', (_, experimentalDecorators) => {
  let folder: string;
  /** By line: what the compiler says of it, with what it points at elsewhere. */
  const errors = new Map<number, string>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tempest-type-errors-'));
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    await writeFile(join(folder, 'main.ts'), SOURCE);
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { ...OPTIONS, experimentalDecorators }, files: ['main.ts'] }),
    );
    const output = await new Promise<string>(done => {
      const tsc = join(root, 'node_modules/typescript/bin/tsc');
      execFile(process.execPath, [tsc, '-p', folder, '--pretty'], { env: { ...process.env, NO_COLOR: '1' } }, (_error, stdout) =>
        done(stdout),
      );
    });
    const plain = stripVTControlCharacters(output);
    for (const [, line, text] of plain.matchAll(/^\S*main\.ts:(\d+):\d+ - (error [\s\S]*?)(?=^\S*main\.ts:\d+:\d+ - error|^Found )/gm)) {
      errors.set(Number(line), `${errors.get(Number(line)) ?? ''}${text}`);
    }
  }, TIMEOUT_MS);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(Object.entries(MISTAKES))('%s: the message names the property', (name, [line, names]) => {
    const said = errors.get(firstLine + 1 + Object.keys(MISTAKES).indexOf(name)) ?? 'nothing';
    // The compiler shows the line itself, which proves nothing.
    expect(said.replaceAll(line, '')).toContain(names);
  });

  it('and nothing else', () => {
    const mistakes = Object.keys(MISTAKES).map((_name, place) => firstLine + 1 + place);
    expect([...errors].filter(([line]) => !mistakes.includes(line))).toEqual([]);
  });
});
