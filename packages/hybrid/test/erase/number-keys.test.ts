import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ArchivalTimestamp, Attribute, HybridLogicalDb, HybridTable, inlineView, LogicalDb, logicalTable } from '@tempest-ts/hybrid';
import type { TableSchema } from '@tempest-ts/tempest/extend';
import fc from 'fast-check';
import { storedNumber } from '../../src/body/normalize-number.js';
import { storedKey } from '../../src/erase/stored-key.js';
import { partitionHash } from '../../src/pack/partition-hash.js';
import { parseKeyTemplate } from '../../src/pointer/key-template-parse.js';
import { type ClockedServers, startClockedServers } from '../support/clocked-stage.js';
import { bytesUnder } from './bytes-under.js';

@HybridTable({ archiveAfterDays: 1, s3KeyTemplate: 'quotes/{pk}/{sk}.json' })
class Quote {
  @Attribute({ type: 'decimal' }) size!: string;
  @Attribute({ type: Number }) price!: number;
  @ArchivalTimestamp() at!: Date;
  @Attribute() text!: string;
}

class QuoteDatabase extends LogicalDb {
  quotes = logicalTable({
    name: 'quotes',
    partitionKey: 'size',
    sortKey: 'price',
    views: { all: inlineView(Quote, { key: ['size', 'price'] }) },
  });
}

const table = { tableName: 'quotes', partitionKey: 'size', sortKey: 'price' } as unknown as TableSchema; // of it only the keys and the name are read

const MAX_DIGITS = 10n ** 38n - 1n;

/** A number that DynamoDB holds, in two spellings: the second with its point elsewhere, and zeros that say nothing. */
const spellings = fc
  .record({
    digits: fc.bigInt({ min: 1n, max: MAX_DIGITS }).map(String),
    negative: fc.boolean(),
    exponent: fc.integer({ min: -90, max: 80 }),
    point: fc.integer({ min: 0, max: 38 }),
    leading: fc.integer({ min: 0, max: 5 }),
    trailing: fc.integer({ min: 0, max: 300 }),
    e: fc.constantFrom('e', 'E'),
  })
  .map(({ digits, negative, exponent, point, leading, trailing, e }) => {
    const at = Math.min(point, digits.length);
    const fraction = digits.slice(at);
    const odd = `${'0'.repeat(leading)}${digits.slice(0, at)}.${fraction}${'0'.repeat(trailing)}${e}${exponent + fraction.length}`;
    const sign = negative ? '-' : '';
    return { plain: `${sign}${digits}E${exponent}`, odd: `${sign || '+'}${odd}` };
  });

describe('a key of numbers', () => {
  it('is looked for under the names that the stored row was given, however it is spelt', () => {
    const template = parseKeyTemplate('quotes/{pk}/{sk}.json');
    const nameOf = (size: string, price: string): string =>
      template.render({ partitionKey: { N: size }, sortKey: { N: price }, table: 'quotes', timestamp: new Date(0) }, '');
    fc.assert(
      fc.property(spellings, spellings, (size, price) => {
        const stored = { size: { N: storedNumber(size.plain) ?? '' }, price: { N: storedNumber(price.plain) ?? '' } };
        const asked = storedKey(table, { size: { N: size.odd }, price: { N: price.odd } });
        expect(asked).toEqual(stored);
        expect(nameOf(asked.size?.N ?? '', asked.price?.N ?? '')).toBe(nameOf(stored.size.N, stored.price.N));
        expect(partitionHash(table, asked)).toBe(partitionHash(table, stored));
      }),
    );
  });
});

describe.each(['single', 'packed'] as const)('erasing an item whose key is of numbers, laid out %s', layout => {
  let servers: ClockedServers;
  let db: HybridLogicalDb<QuoteDatabase>;

  beforeAll(async () => {
    servers = await startClockedServers();
    await servers.createTables(QuoteDatabase);
    db = HybridLogicalDb.create(QuoteDatabase, LogicalDb.create(QuoteDatabase, servers.dynamoDb), {
      s3Config: { bucketName: servers.bucketName, client: servers.s3, keyPrefix: 'a/' },
      archivalConfig: { layout },
    });
  });
  afterAll(() => servers.stop());

  it.each([
    ['1.5', '1.50', 2],
    ['100', '1e2', 1e-7],
    ['0.0000001', '1e-7', 1e21],
    ['12345678901234567890123456789012345678', '1234567890123456789012345678901234567.80e1', -0.00000012],
    ['0', '-0.000', 0],
  ])('finds what was stored as %s when %s is asked for, though its row names nothing any more', async (saved, asked, price) => {
    const item = { size: saved, price, at: new Date('2020-01-01'), text: 'first' };
    await db.quotes.all.save(item);
    expect((await db.archiveOldData()).itemsArchived).toBe(1);
    await db.quotes.all.save({ ...item, at: new Date(), text: 'hot again' });
    servers.pass(1);
    const keys = [db.quotes.all.key({ size: asked, price })];
    expect((await db.erase(keys)).items[0]).toMatchObject({ key: { size: { N: saved } }, row: 'deleted', versionsErased: 1, errors: [] });
    servers.pass(1);
    expect(await db.erase(keys, { secondPass: true })).toMatchObject({ complete: true });
    const left = Object.keys(await bytesUnder(servers, 'a/')).filter(key => !key.includes('tempest~'));
    expect(left.filter(key => layout === 'single' || !key.includes('packs/'))).toEqual([]);
  });
});
