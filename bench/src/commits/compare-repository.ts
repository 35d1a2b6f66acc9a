import { archiveOf, beginsWith } from '@tempest-ts/hybrid';
import type { Commit, CommitDatabase } from './commit.js';
import { type CommitRecord, recordLine, timeAndSha } from './commit-record.js';

/** Receives what is not as it should be. */
export type ReportDifference = (what: string) => void;

/** Shown on either side of the place where two texts begin to differ. */
const SHOWN_CHARACTERS = 40;

function firstDifference(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}

/**
 * Reads one repository back and compares it with the file, side by side: both are in nearly the same order (the file's is git's), so only the few records
 * that one side is ahead by are held.
 */
export class CompareRepository {
  readonly repo: string;
  readonly #items: AsyncIterator<Commit>;
  readonly #cutoff: Date;
  readonly #report: ReportDifference;
  readonly #onlyInFile = new Map<string, string>();
  readonly #onlyStored = new Map<string, string>();
  #previous: string | undefined;
  #read = 0;

  constructor(db: CommitDatabase, repo: string, cutoff: Date, report: ReportDifference) {
    this.repo = repo;
    this.#cutoff = cutoff;
    this.#report = report;
    this.#items = db.commits.byTime.queryAllContents(beginsWith({ repo }), { asc: false })[Symbol.asyncIterator]();
  }

  /** The file's next record, against the table's next item. */
  async next(record: CommitRecord, line: string): Promise<void> {
    const key = timeAndSha(record);
    const stored = this.#onlyStored.get(key);
    if (stored === undefined) {
      this.#onlyInFile.set(key, line);
    } else {
      this.#onlyStored.delete(key);
      this.#compare(key, line, stored);
    }
    await this.#take();
  }

  /** After the last record: what is left on either side has no counterpart. Returns how many items were read. */
  async finish(): Promise<number> {
    while (await this.#take());
    for (const key of this.#onlyInFile.keys()) this.#report(`${this.repo} ${key}: it is in the file and was not read back`);
    for (const key of this.#onlyStored.keys()) this.#report(`${this.repo} ${key}: it was read back and is not in the file`);
    return this.#read;
  }

  async #take(): Promise<boolean> {
    const { done, value: item } = await this.#items.next();
    if (done) return false;
    this.#read += 1;
    const key = item.timeAndSha;
    // Descending by UTF-8 bytes; these keys are ASCII, which JavaScript compares in the same order.
    if (this.#previous !== undefined && key >= this.#previous) this.#report(`${this.repo} ${key}: it was read after ${this.#previous}`);
    this.#previous = key;
    const isOld = item.committedAt < this.#cutoff;
    if (isOld !== (archiveOf(item) !== undefined)) this.#report(`${this.repo} ${key}: it came from ${isOld ? 'DynamoDB' : 'S3'}`);
    const stored = recordLine(item);
    const line = this.#onlyInFile.get(key);
    if (line === undefined) {
      this.#onlyStored.set(key, stored);
    } else {
      this.#onlyInFile.delete(key);
      this.#compare(key, line, stored);
    }
    return true;
  }

  #compare(key: string, line: string, stored: string): void {
    if (line === stored) return;
    const at = firstDifference(line, stored);
    const around = (text: string): string => text.slice(Math.max(0, at - SHOWN_CHARACTERS), at + SHOWN_CHARACTERS);
    this.#report(`${this.repo} ${key}: it was saved as ...${around(line)}... and read back as ...${around(stored)}...`);
  }
}
