import { createHash } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { escapeKeyValue } from '../../src/pointer/escape-key-value.js';
import { checkTemplateAgainstTable } from '../../src/pointer/key-template-check.js';
import { parseKeyTemplate } from '../../src/pointer/key-template-parse.js';
import { isSafeKey } from '../../src/pointer/key-template-prefix.js';
import { withAttempt } from '../../src/pointer/key-template-shorten.js';

const timestamp = new Date('2023-04-05T23:59:59.999Z');
const render = (template: string, partitionKey: AttributeValue, sortKey?: AttributeValue, keyPrefix = '', at = timestamp) =>
  parseKeyTemplate(template).render({ partitionKey, sortKey, table: 'prod.users', timestamp: at }, keyPrefix);
const refusal = (reason: string) => expect.objectContaining({ code: 'INVALID_KEY_TEMPLATE', reason });
const attemptId = 'A'.repeat(22);

/** What goes wrong in keys: separators, escapes, dots, what is above ASCII, and lengths about S3's limit. */
const nastyText = fc.oneof(
  fc
    .array(fc.constantFrom('/', '%', '.', '..', '~', '-', '\n', '😀', '2', 'F', 'a', ' ', '{', '%2F', '#', 'é'), {
      minLength: 1,
      maxLength: 6,
    })
    .map(all => all.join('')),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 10 }),
  fc
    .tuple(fc.constantFrom('a', '/', '😀', '%'), fc.integer({ min: 200, max: 2_048 }))
    .map(([unit, bytes]) => unit.repeat(bytes / Buffer.byteLength(unit))),
);

describe('a key template', () => {
  it('renders the raw stored values, readable where they are harmless', () => {
    expect(render('sessions/{pk}/{sk}.json', { S: 'user123' }, { S: 'session#1' })).toBe('sessions/user123/session%231.json');
    expect(render('{tableName}/{partitionKey}/{sortKey}', { N: '-12.5' }, { B: Uint8Array.from([251, 255]) })).toBe('prod.users/-12.5/-_8');
    expect(render('{yyyy}/{MM}/{dd}/{pk}', { S: 'x' })).toBe('2023/04/05/x');
    expect(render('{yyyy}/{pk}', { S: 'x' }, undefined, 'a/', new Date('0007-01-01T00:00:00Z'))).toBe('a/0007/x');
  });

  it.each([
    ['', 'empty-template'],
    ['{pk', 'stray-brace'],
    ['pk}', 'stray-brace'],
    ['{{pk}}', 'stray-brace'],
    ['{}', 'unknown-placeholder'],
    ['{PK}', 'unknown-placeholder'],
    ['{ pk }', 'unknown-placeholder'],
    ['{constructor}/{pk}', 'unknown-placeholder'],
    ['{pk}/{id}', 'unknown-placeholder'],
    ['/{pk}', 'bad-segment'],
    ['{pk}/', 'bad-segment'],
    ['a//{pk}', 'bad-segment'],
    ['./{pk}', 'bad-segment'],
    ['a/../{pk}', 'bad-segment'],
    ['{pk}\n', 'bad-literal'],
    ['a~{pk}', 'bad-literal'],
    ['\ud800/{pk}', 'bad-literal'],
    ['{pk}{sk}', 'no-separator'],
    ['{pk}-{sk}', 'no-separator'],
    ['{pk}%2F{sk}', 'no-separator'],
    ['{pk}{yyyy}{sk}', 'no-separator'],
    ['{pk}{table}{sk}', 'no-separator'],
    ['{pk}/{sk}{pk}', 'no-separator'],
  ])('%p is refused: %s', (template, reason) => {
    expect(() => parseKeyTemplate(template)).toThrow(refusal(reason));
  });

  it('says in its error what to do and which placeholders there are', () => {
    expect(() => parseKeyTemplate('{id}')).toThrow(
      's3KeyTemplate "{id}": {id} is not a placeholder; use one of those listed, spelt exactly. ' +
        'Placeholders: {pk} or {partitionKey}, {sk} or {sortKey}, {table} or {tableName}, {yyyy}, {MM}, {dd}.',
    );
  });

  it.each(['{pk}/{sk}', '{pk}#{sk}', '{pk}{yyyy}={sk}', '{sk}:{pk}', '{pk} {sk}', '{pk}é{sk}', '.{pk}/..{sk}', '{yyyy}{pk}/{MM}{sk}{dd}'])(
    '%p is accepted',
    template => {
      expect(parseKeyTemplate(template).template).toBe(template);
    },
  );

  it('must name every key of its table, and none that it has not', () => {
    const check = (template: string, hasSortKey: boolean) => () => checkTemplateAgainstTable(parseKeyTemplate(template), { hasSortKey });
    expect(check('{pk}/{sk}', true)).not.toThrow();
    expect(check('{partitionKey}', false)).not.toThrow();
    expect(check('a/{yyyy}', false)).toThrow(refusal('missing-partition-key'));
    expect(check('{sk}', true)).toThrow(/add \{pk\}/);
    expect(check('{pk}', true)).toThrow(refusal('missing-sort-key'));
    expect(check('{pk}', true)).toThrow(/add \{sk\}/);
    expect(check('{pk}/{sk}', false)).toThrow(refusal('unexpected-sort-key'));
  });

  it.each(['{pk}/{sk}', 'a/{yyyy}/{pk}#{sk}.json', '{sk}{MM}={dd}{pk}', '.{pk}./..{sk}..'])(
    '%p never gives two items one key',
    template => {
      const parsed = parseKeyTemplate(template);
      const keyOf = (partitionKey: AttributeValue, sortKey: AttributeValue, at: Date) =>
        parsed.render({ partitionKey, sortKey, table: 'tbl', timestamp: at }, 'archive/');
      const pair = fc.tuple(nastyText, nastyText);
      const dates = fc.constantFrom(timestamp, new Date('2024-12-11T00:00:00Z'));
      const toText = (value: string): AttributeValue => ({ S: value });
      const toBytes = (value: string): AttributeValue => ({ B: Buffer.from(value) });
      for (const [asPk, asSk] of [
        [toText, toText],
        [toBytes, toText],
        [toBytes, toBytes],
      ] as const) {
        fc.assert(
          fc.property(pair, pair, dates, dates, (a, b, then, now) => {
            fc.pre(a[0] !== b[0] || a[1] !== b[1]);
            expect(keyOf(asPk(a[0]), asSk(a[1]), then)).not.toBe(keyOf(asPk(b[0]), asSk(b[1]), now));
          }),
          { numRuns: 150 },
        );
        // Nearly equal pairs, cut at another place, collide where random ones do not.
        fc.assert(
          fc.property(nastyText, nastyText, fc.nat(), (first, second, at) => {
            const characters = [...(first + second)];
            const cut = 1 + (at % (characters.length - 1));
            const [pk, sk] = [characters.slice(0, cut).join(''), characters.slice(cut).join('')];
            fc.pre(pk !== first);
            expect(keyOf(asPk(pk), asSk(sk), timestamp)).not.toBe(keyOf(asPk(first), asSk(second), timestamp));
          }),
          { numRuns: 150 },
        );
      }
    },
  );

  it('gives only keys that the reader accepts, with room for an attempt', () => {
    const literals = fc.constantFrom('{pk}/{sk}', 'x/{pk}=={sk}', '{table}/{pk}/{sk}.json', 'é%/{pk}/😀{sk}');
    const prefixes = fc.constantFrom('', 'archive/', 'a/b~c/', `${'p%'.repeat(200)}/`, `${'é'.repeat(200)}/`);
    fc.assert(
      fc.property(literals, prefixes, nastyText, nastyText, (template, prefix, pk, sk) => {
        const key = render(template, { S: pk }, { S: sk }, prefix);
        expect(isSafeKey(key, prefix)).toBe(true);
        expect(isSafeKey(withAttempt(key, attemptId), prefix)).toBe(true);
        expect(render(template, { S: pk }, { S: sk }, prefix)).toBe(key);
      }),
      { numRuns: 200 },
    );
  });

  it('refuses an item that has no key to render, or half a character in it', () => {
    expect(() => render('{pk}/{sk}', { S: 'x' })).toThrow(refusal('bad-key-value'));
    expect(() => render('{pk}', { S: '' })).toThrow(refusal('bad-key-value'));
    expect(() => render('{pk}', { B: new Uint8Array(0) })).toThrow(refusal('bad-key-value'));
    expect(() => render('{pk}', { BOOL: true })).toThrow(refusal('bad-key-value'));
    expect(() => render('{pk}', { S: 'a\ud800' })).toThrow(refusal('bad-key-value'));
    expect(() => render('{pk}', { S: '\udc00\ud800' })).toThrow(expect.objectContaining({ cause: expect.anything() }));
  });

  it('refuses a timestamp without a year of four digits, where it renders one', () => {
    for (const at of [new Date(Number.NaN), new Date('+010000-01-01T00:00:00Z'), new Date('-000001-12-31T00:00:00Z')]) {
      for (const template of ['{yyyy}/{pk}', '{MM}/{pk}', '{dd}/{pk}']) {
        expect(() => render(template, { S: 'x' }, undefined, '', at)).toThrow(refusal('bad-timestamp'));
      }
      expect(render('{pk}', { S: 'x' }, undefined, '', at)).toBe('x');
    }
  });

  it.each(['archive', '../', 'a/./', 'a\n/', '\ud800/', `${'a'.repeat(512)}/`])('refuses the prefix %p', prefix => {
    expect(() => render('{pk}', { S: 'x' }, undefined, prefix)).toThrow(refusal('bad-prefix'));
  });
});

describe('a key that is too long', () => {
  const shortened = (pk: string, prefix = 'archive/') => render('{pk}', { S: pk }, undefined, prefix);

  it('ends in the SHA-256 of the whole, and is as long as it may be', () => {
    const key = shortened('x'.repeat(2_048));
    const hash = createHash('sha256')
      .update(`archive/${'x'.repeat(2_048)}`)
      .digest('hex');
    expect(key).toBe(`archive/${'x'.repeat(1_001 - 65 - 8)}~${hash}`);
    expect(withAttempt(key, attemptId)).toHaveLength(1_024);
  });

  it('is left alone as long as an attempt id still fits', () => {
    expect(shortened('x'.repeat(1_001), '')).toBe('x'.repeat(1_001));
    expect(shortened('x'.repeat(1_002), '')).toMatch(/~[0-9a-f]{64}$/);
  });

  it.each(['/', '😀', 'é', '漢', 'a😀', '%', '😀/é'])('is never cut inside a character: %p', unit => {
    for (let shift = 0; shift < 13; shift++) {
      const [front = ''] = shortened('x'.repeat(shift) + unit.repeat(400), '').split('~');
      expect(front.length).toBeGreaterThan(900);
      expect(`${'x'.repeat(shift)}${unit.repeat(400)}`.startsWith(decodeURIComponent(front))).toBe(true);
    }
  });

  it('is never cut inside a character of the template either', () => {
    for (let shift = 0; shift < 5; shift++) {
      const [front = ''] = render(`${'x'.repeat(shift)}${'😀'.repeat(300)}/{pk}`, { S: 'a' }).split('~');
      expect(`${'x'.repeat(shift)}${'😀'.repeat(300)}`.startsWith(front)).toBe(true);
      expect(front.length).toBeGreaterThan(400);
    }
  });
});

describe('an escaped value', () => {
  it('can be read back as what it was, so that no two are alike, and never is a dot, a slash or a tilde', () => {
    fc.assert(
      fc.property(nastyText, value => {
        const escaped = escapeKeyValue(value);
        expect(decodeURIComponent(escaped)).toBe(value);
        expect(escaped).toMatch(/^(?:[A-Za-z0-9!\-_.*'()]|%[0-9A-F]{2})+$/);
        expect(['.', '..']).not.toContain(escaped);
      }),
    );
  });

  it('keeps the characters that S3 calls safe, and escapes dots that stand alone', () => {
    expect(escapeKeyValue("aZ09!-_.*'()")).toBe("aZ09!-_.*'()");
    expect(['.', '..', '...', '~', 'é', ' '].map(escapeKeyValue)).toEqual(['%2E', '%2E%2E', '...', '%7E', '%C3%A9', '%20']);
  });
});

describe('a key found in a pointer', () => {
  it.each([
    ['a/b', 'a/', true],
    ['a/b/c~x', 'a/', true],
    ['b', '', true],
    ['b/c', 'a/', false],
    ['ab/c', 'a', false],
    ['a/', 'a/', false],
    ['a/b/', 'a/', false],
    ['a//b', 'a/', false],
    ['/b', '', false],
    ['', '', false],
    ['a/../b', 'a/', false],
    ['a/..', 'a/', false],
    ['a/./b', 'a/', false],
    ['../b', '', false],
    ['a/.../b', 'a/', true],
    [`a/${'é'.repeat(511)}`, 'a/', true],
    [`a/${'é'.repeat(512)}`, 'a/', false],
  ])('%p under %p: %p', (key, prefix, safe) => {
    expect(isSafeKey(key, prefix)).toBe(safe);
  });
});
