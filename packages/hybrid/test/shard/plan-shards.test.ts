import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { storedValue } from '../../src/archive/archive-options.js';
import { decodePartition, encodePartition } from '../../src/shard/shard-partition.js';
import { spreadOrder } from '../../src/shard/spread-order.js';
import { MemoryRun } from '../support/memory-run.js';

describe('planShards', () => {
  it('covers every segment once, in shards that are plain JSON and agree on everything else', async () => {
    const { db } = new MemoryRun({ items: 3 });
    const shards = await db.planShards({ segments: 50 });
    expect(JSON.parse(JSON.stringify(shards))).toEqual(shards);
    expect(shards.map(({ segment }) => segment).sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, segment) => segment));
    expect(shards.map(({ index }) => index)).toEqual(Array.from({ length: 50 }, (_, index) => index));
    expect(new Set(shards.map(({ id }) => id)).size).toBe(50);
    const common = shards.map(({ id: _, index: __, segment: ___, ...rest }) => JSON.stringify(rest));
    expect(new Set(common).size).toBe(1);
    expect(JSON.stringify(shards[0]).length).toBeLessThan(700);
  });

  it('makes as many shards as the table is large, and no fewer than the config’s segments', async () => {
    const { db } = new MemoryRun({ items: 200, config: { segments: 3 } });
    expect(await db.planShards()).toHaveLength(3);
    const run = new MemoryRun({ items: 200, config: { segments: 3 } }, async (command, send) => {
      const answer = await send(command);
      const { Table } = answer as { Table?: object };
      return Table ? { Table: { ...Table, TableSizeBytes: 10 * 1024 ** 3 } } : answer;
    });
    expect(await run.db.planShards()).toHaveLength(40);
    expect(await run.db.planShards({ shardBytes: 1024 ** 3 })).toHaveLength(10);
  });

  it('gives each plan a name of its own', async () => {
    const { db } = new MemoryRun({ items: 1 });
    const [[a], [b]] = [await db.planShards(), await db.planShards()];
    expect(a?.run).toMatch(/^\d{8}T\d{6}Z-[0-9a-f]{8}$/);
    expect(a?.run).not.toBe(b?.run);
  });

  it('reads no item', async () => {
    const run = new MemoryRun({ items: 5 });
    await run.db.planShards();
    expect([...run.sent.keys()]).not.toEqual(expect.arrayContaining(['Scan']));
    expect(run.pointers).toBe(0);
  });
});

describe('the order of segments', () => {
  it('has each once, and any few that follow one another far apart', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000 }), count => {
        const order = spreadOrder(count);
        expect(new Set(order).size).toBe(count);
        if (count < 100) return;
        for (let from = 0; from + 10 <= count; from += Math.ceil(count / 7)) {
          const window = order.slice(from, from + 10).sort((a, b) => a - b);
          const gaps = window.map((segment, place) => (place === 9 ? (window[0] ?? 0) + count : (window[place + 1] ?? 0)) - segment);
          expect(Math.max(...gaps)).toBeLessThan(count * 0.4);
        }
      }),
    );
  });
});

describe('a partition of an index', () => {
  it('is what it was when it comes back from JSON', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -9e125, max: 9e125 });
    const held = number.filter(each => each === 0 || Math.abs(each) >= 1e-130);
    const value = fc.oneof(fc.string(), held, fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }), fc.uint8Array());
    fc.assert(
      fc.property(value, partition => {
        const again = decodePartition(JSON.parse(JSON.stringify(encodePartition(partition))));
        expect(storedValue(again)).toEqual(storedValue(partition instanceof Uint8Array ? new Uint8Array(partition) : partition));
      }),
    );
  });
});
