import { expect, it } from '@jest/globals';
import { RangeMerger } from '../../src/hydrate/range-merger.js';
import type { StoredObject } from '../../src/store/archive-store.js';

const nothing: StoredObject = { bytes: undefined, size: 10, metadata: {}, lastModified: undefined };

// Jest fails a test during which a rejection goes unhandled.
it('reads nothing again for one who has left', async () => {
  const asked: number[] = [];
  const merger = new RangeMerger(async ({ offset }, signal) => {
    asked.push(offset);
    signal?.throwIfAborted();
    await new Promise(resolve => setTimeout(resolve, 20));
    return nothing; // one of the parts reaches beyond the object
  });
  const abort = new AbortController();
  const part = { s3Key: 'pack', attempt: 'attempt', expectedBytes: 8 };
  const left = merger.read({ ...part, offset: 8 }, abort.signal);
  const stays = merger.read({ ...part, offset: 0 }, undefined);
  setTimeout(() => abort.abort(new Error('left')), 10);
  await expect(left).rejects.toThrow('left');
  expect(await stays).toBe(nothing);
  await new Promise(resolve => setTimeout(resolve, 10));
  expect(asked).toEqual([0, 0]);
});
