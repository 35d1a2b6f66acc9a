import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BodyFormatError } from '../../src/body/body-format-error.js';
import { encodeBody } from '../../src/body/encode-body.js';
import { rowsEqual } from '../../src/body/rows-equal.js';
import { assemblePack } from '../../src/pack/assemble-pack.js';
import { encodeMember } from '../../src/pack/encode-member.js';
import { MAX_FIELD_BYTES } from '../../src/pack/gzip-field.js';
import { decodePackIndex, encodePackIndex } from '../../src/pack/pack-index.js';
import { PackMember } from '../../src/pack/pack-member.js';
import { rows } from '../body/arbitrary-row.js';

const indexed = fc.record({
  length: fc.integer({ min: 1, max: 2 ** 24 }),
  items: fc.integer({ min: 1, max: 256 }),
  partitions: fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 24 - 1 }), { maxLength: 300 }).map(hashes => hashes.sort((a, b) => a - b)),
});

describe('a member', () => {
  it.each(['json', 'dynamodb-json'] as const)('gives back items of every type, each at its position, written as %s', async format => {
    await fc.assert(
      fc.asyncProperty(fc.array(rows, { minLength: 1, maxLength: 8 }), async items => {
        const member = await PackMember.open(await encodeMember(items.map(item => encodeBody(item, format))));
        expect(member.size).toBe(items.length);
        for (const [position, item] of items.entries()) expect(rowsEqual(member.find(position, () => true) ?? {}, item)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('gives back an item whose neighbours in front were erased, and no other in place of one that was', async () => {
    const item = (id: string) => ({ id: { S: id } });
    const member = await PackMember.open(await encodeMember(['b', 'd'].map(id => encodeBody(item(id), 'json'))));
    const find = (id: string, position: number) => member.find(position, row => row.id?.S === id);
    expect([find('b', 1), find('d', 3)]).toEqual([item('b'), item('d')]);
    expect([find('a', 0), find('c', 2)]).toEqual([undefined, undefined]);
  });

  it('of random bytes is a typed error, and takes no memory to speak of, whatever it claims', async () => {
    const good = await encodeMember([encodeBody({ id: { S: 'x'.repeat(1000) } }, 'json')]);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.nat(good.byteLength - 1), async (noise, at) => {
        const damaged = Buffer.concat([good.subarray(0, at), noise, good.subarray(at + noise.byteLength)]);
        for (const bytes of [noise, damaged]) {
          const failure = await PackMember.open(bytes).then(
            member => (Buffer.from(bytes).equals(good) || member.size <= 1 ? undefined : 'opened'),
            (error: unknown) => error,
          );
          if (failure !== undefined) expect(failure).toBeInstanceOf(BodyFormatError);
        }
      }),
      { numRuns: 200 },
    );
    const bomb = await encodeMember([Buffer.alloc(5_000_000, '\n')]);
    await expect(PackMember.open(bomb)).rejects.toMatchObject({ code: 'INVALID_ARCHIVE_BODY', reason: 'too-large' });
  });
});

describe('the index at the end', () => {
  it('comes back as it was written, however long it is', () => {
    fc.assert(
      fc.property(fc.array(indexed, { maxLength: 120 }), members => {
        const read = decodePackIndex(encodePackIndex(members));
        expect(read.map(({ offset: _, ...member }) => member)).toEqual(members);
        expect(read.map(({ offset }) => offset)).toEqual(
          members.map((_, at) => members.slice(0, at).reduce((sum, { length }) => sum + length, 0)),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('that is damaged is a typed error', () => {
    const good = encodePackIndex([{ length: 1000, items: 3, partitions: [1, 2, 3] }]);
    for (let at = 0; at < good.byteLength; at += 1) {
      const bytes = Buffer.from(good);
      bytes.writeUInt8((bytes[at] ?? 0) ^ 0xff, at);
      try {
        expect(decodePackIndex(bytes)).toHaveLength(1); // a number of the payload may be another
      } catch (error) {
        expect(error).toBeInstanceOf(BodyFormatError);
      }
    }
  });
});

describe('a whole pack', () => {
  const members = async (count: number) =>
    Promise.all(
      Array.from({ length: count }, async (_, number) => {
        const bodies = Array.from({ length: 100 }, (__, place) =>
          encodeBody({ n: { N: `${number * 100 + place}` }, s: { S: 'text' } }, 'json'),
        );
        const partitions = Array.from({ length: 100 }, (__, place) => place * 131_072);
        return { bytes: await encodeMember(bodies), items: 100, partitions };
      }),
    );

  it('is a gzip of lines that zcat, Node and DuckDB read, its index of any size unseen', async () => {
    const { bytes, offsets, indexBytes } = assemblePack(await members(130));
    expect(indexBytes).toBeGreaterThan(MAX_FIELD_BYTES); // in several members
    expect(decodePackIndex(bytes.subarray(bytes.byteLength - indexBytes)).map(({ offset }) => offset)).toEqual(offsets);
    const text = gunzipSync(bytes).toString();
    expect(text.split('\n')).toHaveLength(13_001);
    const folder = mkdtempSync(join(tmpdir(), 'pack-'));
    try {
      const file = join(folder, 'pack.json.gz');
      writeFileSync(file, bytes);
      expect(execFileSync('zcat', [file], { maxBuffer: 10_000_000 }).toString()).toBe(text);
      const duckDb = await (await DuckDBInstance.create(':memory:')).connect();
      const read = await duckDb.runAndReadAll(`SELECT count(*)::INT, max(n)::INT, any_value(s) FROM read_json('${file}')`);
      expect(read.getRows()).toEqual([[13_000, 12_999, 'text']]);
      duckDb.closeSync();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
