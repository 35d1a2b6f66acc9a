import type { CommitDatabase } from './commit.js';
import { parseRecord } from './commit-record.js';
import { CompareRepository } from './compare-repository.js';
import type { Differences } from './differences.js';

/** Reads every item back, repository by repository, and compares it with the file. Returns how many items were read. */
export async function readBack(db: CommitDatabase, lines: AsyncIterable<string>, cutoff: Date, differences: Differences): Promise<number> {
  const seen = new Set<string>();
  const report = (what: string): void => differences.add(what);
  let current: CompareRepository | undefined;
  let read = 0;
  for await (const line of lines) {
    const record = parseRecord(line);
    if (record.repo !== current?.repo) {
      read += (await current?.finish()) ?? 0;
      if (seen.has(record.repo)) throw new Error(`The file's records of ${record.repo} do not stand together: sort it by repository.`);
      seen.add(record.repo);
      current = new CompareRepository(db, record.repo, cutoff, report);
    }
    await current.next(record, line);
  }
  return read + ((await current?.finish()) ?? 0);
}
