import { describe, expect, it, jest } from '@jest/globals';
import { type ArchiveCache, ArchiveCacheError, ArchiveStoreError, type CacheEvent } from '@tempest-ts/hybrid';
import { CachedObjects } from '../../src/cache/cached-objects.js';
import { MemoryCache } from '../../src/cache/memory-cache.js';
import { OuterCache } from '../../src/cache/outer-cache.js';
import { FakeObjects, readOf, textOf } from './fake-objects.js';

/** A cache of an application's. */
class MapCache implements ArchiveCache {
  readonly entries = new Map<string, Uint8Array>();
  async get(key: string): Promise<Uint8Array | undefined> {
    return this.entries.get(key);
  }
  async set(key: string, bytes: Uint8Array): Promise<void> {
    this.entries.set(key, bytes);
  }
  async delete(key: string): Promise<void> {
    this.entries.delete(key);
  }
}

function make({ maxBytes, outer }: { readonly maxBytes?: number; readonly outer?: ArchiveCache } = { maxBytes: 1_000_000 }) {
  const source = new FakeObjects();
  const events: CacheEvent[] = [];
  const memory = maxBytes === undefined ? undefined : new MemoryCache(maxBytes);
  const cache = new CachedObjects({ source, memory, outer: outer && new OuterCache(outer), tell: event => void events.push(event) });
  const read = (
    s3Key: string,
    { attempt = 'a', expected = s3Key, signal }: { attempt?: string; expected?: string; signal?: AbortSignal } = {},
  ) => cache.read(readOf(s3Key, attempt), textOf(expected), signal);
  return {
    source,
    cache,
    read,
    events,
    found: () => events.filter(({ operation }) => operation === 'read').map(({ found }) => found),
  };
}

const turns = () => new Promise<void>(resolve => setImmediate(resolve));

describe('an object that was read before', () => {
  it('is not read from S3 again, and the events say where it was', async () => {
    const { source, read, found } = make();
    for (const key of ['x', 'y', 'x', 'x']) expect(await read(key)).toBe(key);
    expect(source.reads).toEqual(['x', 'y']);
    expect(found()).toEqual([undefined, undefined, 'memory', 'memory']);
  });

  it('is another one where another attempt made it', async () => {
    const { source, read } = make();
    await read('x');
    await read('x', { attempt: 'b' });
    expect(source.reads).toEqual(['x', 'x']);
  });

  it('is another one where it is another part of the same', async () => {
    const { source, cache } = make();
    const parts = [{}, { offset: 0, expectedBytes: 7 }, { offset: 0, expectedBytes: 8 }, { offset: 7, expectedBytes: 8 }];
    for (const part of [...parts, ...parts]) await cache.read({ ...readOf('x'), ...part }, textOf('x'), undefined);
    expect(source.reads).toHaveLength(4);
  });

  it('is read again where the attempt is not known, as an earlier system may have replaced it', async () => {
    const { source, cache } = make();
    for (let time = 0; time < 2; time += 1) await cache.read({ ...readOf('x'), attempt: undefined }, textOf('x'), undefined);
    expect(source.reads).toEqual(['x', 'x']);
  });

  it('gives way when the bytes run out, the longest unused first', async () => {
    const { source, read } = make({ maxBytes: 2_200 });
    for (const key of ['x', 'y', 'x', 'z', 'x', 'y']) await read(key);
    expect(source.reads).toEqual(['x', 'y', 'z', 'y']);
  });

  it('that does not open any more is thrown away and read anew', async () => {
    const { source, cache, read } = make();
    await read('x');
    let tries = 0;
    const once = async () => {
      tries += 1;
      if (tries === 1) throw new Error('a bit has fallen over');
      return 'opened';
    };
    expect(await cache.read(readOf('x'), once, undefined)).toBe('opened');
    expect(source.reads).toEqual(['x', 'x']);
  });

  it('is not kept where it never opened', async () => {
    const { source, read } = make();
    await expect(read('x', { expected: 'other' })).rejects.toThrow('is not other');
    expect(await read('x')).toBe('x');
    expect(source.reads).toEqual(['x', 'x']);
  });

  it('is forgotten when it is erased, also where a read of it is under way', async () => {
    const { source, cache, read } = make({ maxBytes: 1_000_000, outer: new MapCache() });
    await read('x');
    await cache.forget(readOf('x'));
    let release = (): void => undefined;
    source.hold = new Promise(resolve => (release = resolve));
    const under = read('x');
    await turns();
    await cache.forget(readOf('x'));
    release();
    expect(await under).toBe('x');
    await read('x');
    expect(source.reads).toEqual(['x', 'x', 'x']);
  });
});

describe('readers who want the same at once', () => {
  it('share one request, with a cache of either kind', async () => {
    for (const caches of [{ maxBytes: 1_000_000 }, { outer: new MapCache() }]) {
      const { source, read, found } = make(caches);
      expect(await Promise.all([read('x'), read('x'), read('y'), read('x')])).toEqual(['x', 'x', 'y', 'x']);
      expect(source.reads.sort()).toEqual(['x', 'y']);
      expect(found().filter(each => each === 'shared')).toHaveLength(2);
    }
  });

  it('leave one by one: the request ends with the last', async () => {
    const { source, read } = make();
    source.hold = new Promise(() => undefined);
    const [one, two] = [new AbortController(), new AbortController()];
    const first = read('x', { signal: one.signal });
    const second = read('x', { signal: two.signal });
    await turns();
    one.abort(new Error('the first has left'));
    await expect(first).rejects.toThrow('the first has left');
    expect(source.aborted).toBe(0);
    two.abort(new Error('the second too'));
    await expect(second).rejects.toThrow('the second too');
    await turns();
    expect(source.aborted).toBe(1);
    expect(source.reads).toEqual(['x']);
    source.hold = Promise.resolve();
    expect(await read('x')).toBe('x');
  });

  it('do not fail by what another asked of the object', async () => {
    const { read } = make();
    const [wrong, right] = await Promise.allSettled([read('x', { expected: 'other' }), read('x')]);
    expect(wrong.status).toBe('rejected');
    expect(right).toEqual({ status: 'fulfilled', value: 'x' });
  });

  it('all hear that S3 is away, and nothing of it is kept', async () => {
    const { source, read } = make();
    source.failing = true;
    for (const { status } of await Promise.allSettled([read('x'), read('x')])) expect(status).toBe('rejected');
    await expect(read('x')).rejects.toBeInstanceOf(ArchiveStoreError);
    source.failing = false;
    expect(await read('x')).toBe('x');
  });
});

describe('an outer cache', () => {
  it('serves other processes, and is asked once where memory keeps the object', async () => {
    const outer = new MapCache();
    const first = make({ outer });
    await first.read('x');
    await turns();
    const second = make({ outer, maxBytes: 1_000_000 });
    expect(await second.read('x')).toBe('x');
    expect(await second.read('x')).toBe('x');
    expect(second.source.reads).toEqual([]);
    expect(second.found()).toEqual(['outer', 'memory']);
    expect([...outer.entries.keys()]).toEqual([expect.stringMatching(/^tempest-archive\/1\/[\w-]{43}$/)]);
  });

  it('that throws, rejects or hangs fails no read', async () => {
    const fault = (): never => {
      throw new Error('no cache here');
    };
    const broken: readonly ArchiveCache[] = [
      { get: fault, set: fault, delete: fault },
      { get: async () => fault(), set: async () => fault(), delete: async () => fault() },
      { get: () => new Promise(() => undefined), set: () => new Promise(() => undefined), delete: () => new Promise(() => undefined) },
    ];
    for (const outer of broken) {
      const { read, events } = make({ outer });
      expect(await read('x')).toBe('x');
      expect(events.find(({ operation }) => operation === 'get')?.error).toBeInstanceOf(ArchiveCacheError);
    }
  });

  it('that answers garbage is read past, and the garbage taken away', async () => {
    const garbage: readonly unknown[] = [
      'text',
      7,
      {},
      new Uint8Array(),
      Buffer.from('{"a":1}\nx'),
      Buffer.from('[]\nx'),
      Buffer.from('{"a":"b"}\ny'),
    ];
    for (const answer of garbage) {
      const deleted = jest.fn(async () => undefined);
      // An application's cache may break its word
      const outer = { get: async () => answer, set: async () => undefined, delete: deleted } as unknown as ArchiveCache;
      const { read, source, events } = make({ outer });
      expect(await read('x')).toBe('x');
      expect(source.reads).toEqual(['x']);
      expect(events.map(({ operation }) => operation)).toEqual(['get', 'read']);
      await turns();
      expect(deleted).toHaveBeenCalledTimes(1);
    }
  });

  it('that is slower than S3 is not given more than it can take', async () => {
    const set = jest.fn(() => new Promise<void>(() => undefined));
    const { read } = make({ outer: { get: async () => null, set, delete: async () => undefined } });
    for (let number = 0; number < 100; number += 1) await read(`key ${number}`);
    expect(set).toHaveBeenCalledTimes(64);
  });

  it('that hangs is left alone for a while, so that not every read waits for it', async () => {
    const get = jest.fn(() => new Promise<undefined>(() => undefined));
    const { read } = make({ outer: { get, set: async () => undefined, delete: async () => undefined } });
    for (const key of ['x', 'y', 'z']) await read(key);
    expect(get).toHaveBeenCalledTimes(1);
  });

  it('has forgotten what was on its way to it, too', async () => {
    const outer = new MapCache();
    const set = outer.set.bind(outer);
    let arrive = (): void => undefined;
    const underWay = new Promise<void>(resolve => {
      arrive = resolve;
    });
    outer.set = async (key, bytes) => {
      await underWay;
      await set(key, bytes);
    };
    const { cache, read } = make({ outer });
    await read('x');
    await turns();
    const forgotten = cache.forget(readOf('x'));
    await turns();
    arrive();
    await forgotten;
    await turns();
    expect([...outer.entries.keys()]).toEqual([]);
  });

  it('that cannot forget says so to whoever erases', async () => {
    const outer = new MapCache();
    outer.delete = async () => Promise.reject(new Error('read-only'));
    const { cache } = make({ outer });
    await expect(cache.forget(readOf('x'))).rejects.toMatchObject({ code: 'CACHE_FAILED', operation: 'delete' });
  });
});
