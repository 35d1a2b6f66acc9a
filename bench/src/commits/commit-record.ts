import type { Fields } from '@tempest-ts/hybrid';
import type { Commit } from './commit.js';

/** A line of the data file, its members in the file's order. */
export interface CommitRecord {
  readonly repo: string;
  readonly sha: string;
  /** ISO 8601 in UTC, without fractions of a second. */
  readonly committedAt: string;
  readonly author: string;
  readonly subject: string;
  readonly body: string;
  readonly parents: readonly string[];
  readonly files: readonly { readonly path: string; readonly added: number; readonly removed: number; readonly binary: boolean }[];
  readonly insertions: number;
  readonly deletions: number;
}

/** A line's record. The text that `recordLine` makes of it again is compared, so a line of another shape shows. */
export function parseRecord(line: string): CommitRecord {
  return JSON.parse(line) as CommitRecord; // the data file is an argument that the suite's documentation describes
}

/** The sort key. */
export function timeAndSha(record: CommitRecord): string {
  return `${record.committedAt}#${record.sha}`;
}

/** The item that a record is saved as. */
export function commitOf(record: CommitRecord): Fields<Commit> {
  return {
    ...record,
    timeAndSha: timeAndSha(record),
    committedAt: new Date(record.committedAt),
    parents: [...record.parents],
    files: record.files.map(file => ({ ...file })),
  };
}

/** The line that a stored item came from, written from its attributes alone. */
export function recordLine(commit: Commit): string {
  const record: CommitRecord = {
    repo: commit.repo,
    sha: commit.sha,
    committedAt: commit.committedAt.toISOString().replace('.000Z', 'Z'),
    author: commit.author,
    subject: commit.subject,
    body: commit.body,
    parents: commit.parents,
    files: commit.files.map(({ path, added, removed, binary }) => ({ path, added, removed, binary })),
    insertions: commit.insertions,
    deletions: commit.deletions,
  };
  return JSON.stringify(record);
}
