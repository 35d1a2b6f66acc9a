import { describe, expect, it } from '@jest/globals';
import { RunPosition } from '../../src/walk/run-position.js';
import { walkList } from '../../src/walk/walk-list.js';

const RUN = { job: 'test' };
const objects = ['a', 'b', 'c', 'd', 'e'].map(key => ({ key, size: 1, lastModified: new Date(0) }));

/** Two objects to a page, behind a key. */
async function* pages(after: string | undefined) {
  const left = objects.filter(({ key }) => after === undefined || key > after);
  for (let at = 0; at < left.length; at += 2) yield left.slice(at, at + 2);
}

/** Goes over the list, and stops in the middle of the page that holds a key. */
async function walk(position: RunPosition, stopAt?: string): Promise<readonly string[]> {
  const seen: string[] = [];
  const stop = new AbortController();
  await walkList({
    name: 'objects',
    position,
    signal: stop.signal,
    pages,
    handle: async page => {
      seen.push(...page.map(({ key }) => key));
      if (page.some(({ key }) => key === stopAt)) stop.abort();
    },
    onPage: () => undefined,
  });
  return seen;
}

describe('a list that is gone through', () => {
  it('is gone on with behind the last page that was dealt with whole', async () => {
    const position = new RunPosition(RUN);
    expect(await walk(position, 'd')).toEqual(['a', 'b', 'c', 'd']);
    const resumed = RunPosition.of(String(position), RUN);
    expect(await walk(resumed)).toEqual(['c', 'd', 'e']);
    expect(await walk(RunPosition.of(String(resumed), RUN))).toEqual([]);
  });
});
