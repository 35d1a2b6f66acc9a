import { forEachConcurrently } from '../stream/for-each-concurrently.js';
import type { CommitDatabase } from './commit.js';
import { commitOf, parseRecord } from './commit-record.js';

/** Saves that are on their way at once. */
const CONCURRENCY = 64;

/** What was saved. */
export interface Loaded {
  readonly items: number;
  /** Of them, those committed before the cutoff. */
  readonly old: number;
  readonly repositories: number;
}

/** Saves every record of the file. */
export async function load(db: CommitDatabase, lines: AsyncIterable<string>, cutoff: Date): Promise<Loaded> {
  let items = 0;
  let old = 0;
  const repositories = new Set<string>();
  await forEachConcurrently(lines, CONCURRENCY, async line => {
    const commit = commitOf(parseRecord(line));
    await db.commits.byTime.save(commit);
    items += 1;
    if (commit.committedAt < cutoff) old += 1;
    repositories.add(commit.repo);
  });
  return { items, old, repositories: repositories.size };
}
