import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { ArchiveStoreError } from '@tempest-ts/hybrid';
import type { TableSchema } from '@tempest-ts/tempest/extend';
import { Limiter } from '../../src/hydrate/limiter.js';
import { type Landing, PackGatherer, type PackGathererOptions } from '../../src/move/pack-gatherer.js';
import { resolvePackOptions } from '../../src/pack/pack-options.js';
import { PackKeyTemplate } from '../../src/pointer/pack-key-template.js';
import type { ArchiveStore, PutOptions } from '../../src/store/archive-store.js';

const HOUR_MS = 3_600_000;
const table = { name: 'things', tableName: 'things', partitionKey: 'pk', sortKey: 'sk' } as unknown as TableSchema; // all that packs go by

const now = performance.now.bind(performance);
let passed = 0;
afterEach(() => {
  passed = 0;
  jest.restoreAllMocks();
});

/** A gatherer whose packs are kept, and whose clock goes on when it is told to. */
function make(options: Partial<PackGathererOptions<string, Landing>> = {}) {
  jest.spyOn(performance, 'now').mockImplementation(() => now() + passed);
  const stored: { readonly owners: string; readonly bytes: number }[] = [];
  const ownersOf = new Map<string, string>();
  const store = {
    putIfAbsent: async (_key: string, { byteLength }: Uint8Array, { metadata }: PutOptions) => {
      stored.push({ owners: ownersOf.get(metadata['tempest-attempt'] ?? '') ?? '', bytes: byteLength });
      return 'stored';
    },
  } as unknown as ArchiveStore; // whatever else it does
  const packs = new PackGatherer<string, Landing>({
    store,
    config: { packs: resolvePackOptions({ packBytes: 65_536 }), keyPrefix: 'p/', clock: () => new Date(), maxAttemptAgeMs: HOUR_MS },
    signal: new AbortController().signal,
    limiter: new Limiter(8),
    unitsPerSecond: () => Number.POSITIVE_INFINITY,
    land: async (_owner, landing) => landing,
    ...options,
  });
  const group = {
    table,
    template: PackKeyTemplate.parse('packs/{run}/{attempt}.json.gz'),
    storageClass: undefined,
    metadata: (attempt: string, all: readonly string[]) => {
      ownersOf.set(attempt, all.join(''));
      return { 'tempest-attempt': attempt };
    },
  };
  /** What became of it: its place, or the code of the error. */
  const add = (owner: string, { readAt = performance.now(), bytes = 10, units = 1 } = {}): Promise<Landing | string> => {
    const row = { pk: { S: 'p' }, sk: { S: owner } };
    const landed = packs.add(group, { lane: '', row, body: Buffer.alloc(bytes, `"${owner}"`), readAt, units, owner });
    return landed.catch((error: { readonly code?: string; readonly message: string }) => error.code ?? error.message);
  };
  return { packs, group, add, stored };
}

describe('items that are gathered', () => {
  it('come to be in one pack, each with its part of the bytes', async () => {
    const { packs, add, stored } = make();
    const landing = ['a', 'b', 'c'].map(owner => add(owner));
    packs.flush();
    const landed = (await Promise.all(landing)) as Landing[]; // none of them failed
    expect(stored.map(({ owners }) => owners)).toEqual(['abc']);
    expect(landed.map(({ place }) => place.position)).toEqual([0, 1, 2]);
    expect(new Set(landed.map(({ s3Key }) => s3Key)).size).toBe(1);
    expect(landed.reduce((sum, { bytesStored }) => sum + bytesStored, 0)).toBe(stored[0]?.bytes);
  });

  it('are stored when what they come to is a pack, or would take its landings more than a minute', async () => {
    const { packs, add, stored } = make({ unitsPerSecond: () => 1 });
    const full = Promise.all([add('a', { bytes: 70_000 }), add('b', { units: 59 }), add('c', { units: 1 })]);
    void add('d');
    await packs.room();
    await full;
    expect(stored.map(({ owners }) => owners).sort()).toEqual(['a', 'bc']);
  });

  it('wait for no more than a minute, and less where the run has less time', async () => {
    for (const [patienceMs, seconds] of [
      [undefined, 61],
      [2_000, 3],
    ] as const) {
      const { packs, add, stored } = make({ patienceMs });
      const landing = add('a');
      await packs.room();
      expect(stored).toEqual([]);
      passed += seconds * 1000;
      await packs.room();
      expect(await landing).toMatchObject({ place: { position: 0 } });
    }
  });

  it('do not join those that have waited for long, which would take them along if they expired', async () => {
    const { packs, add, stored } = make();
    const first = add('a');
    passed += 2 * HOUR_MS;
    const second = add('b');
    packs.flush();
    expect(await first).toBe('ATTEMPT_EXPIRED');
    expect(await second).toMatchObject({ place: { position: 0 } });
    expect(stored.map(({ owners }) => owners)).toEqual(['b']);
  });

  it('join those that were read with them, however long it took to come to them', async () => {
    const { packs, add, stored } = make();
    const readAt = performance.now();
    passed += HOUR_MS / 2;
    const landing = ['a', 'b', 'c'].map(owner => add(owner, { readAt }));
    packs.flush();
    await Promise.all(landing);
    expect(stored.map(({ owners }) => owners)).toEqual(['abc']);
  });

  it('fail together, with one error, where their pack is refused', async () => {
    const refused = new ArchiveStoreError('access-denied', 'no', 'bucket', 'key');
    const store = { putIfAbsent: async () => Promise.reject(refused) } as unknown as ArchiveStore; // whatever else it does
    const { packs, group } = make({ store });
    const row = { pk: { S: 'p' }, sk: { S: 's' } };
    const item = { lane: '', row, body: Buffer.from('{}'), readAt: performance.now(), units: 1 };
    const landing = ['a', 'b'].map(owner => packs.add(group, { ...item, owner }));
    packs.flush();
    const settled = await Promise.allSettled(landing);
    expect(settled.map(each => each.status === 'rejected' && each.reason === refused)).toEqual([true, true]);
  });

  it('are told of an abort, and stored no more', async () => {
    const abort = new AbortController();
    const { packs, add, stored } = make({ signal: abort.signal });
    const landing = add('a');
    abort.abort(new Error('stopped'));
    packs.flush();
    expect(await landing).toBe('stopped');
    expect(stored).toEqual([]);
  });
});
