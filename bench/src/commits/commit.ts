import { ArchivalTimestamp, Attribute, HybridTable, inlineView, LogicalDb, logicalTable } from '@tempest-ts/hybrid';

/** One file that a commit changed. */
export class ChangedFile {
  @Attribute({ type: String }) path!: string;
  @Attribute({ type: Number }) added!: number;
  @Attribute({ type: Number }) removed!: number;
  @Attribute({ type: Boolean }) binary!: boolean;
}

/** One commit of one repository. */
@HybridTable({ s3KeyTemplate: 'commits/{pk}/{sk}.json' })
export class Commit {
  @Attribute({ type: String }) repo!: string;
  /** `committedAt#sha`: in order of time, and one of its own for each commit of a second. */
  @Attribute({ type: String, name: 'committedAt#sha' }) timeAndSha!: string;
  @Attribute({ type: String }) sha!: string;
  @ArchivalTimestamp() committedAt!: Date;
  @Attribute({ type: String }) author!: string;
  @Attribute({ type: String }) subject!: string;
  @Attribute({ type: String }) body!: string;
  @Attribute({ type: String }) parents!: string[];
  @Attribute({ type: () => ChangedFile }) files!: ChangedFile[];
  @Attribute({ type: Number }) insertions!: number;
  @Attribute({ type: Number }) deletions!: number;
}

/** Commits from before are archived. */
export const CUTOFF = new Date('2024-01-01T00:00:00Z');

export const COMMITS_TABLE = 'commits';

export class CommitDatabase extends LogicalDb {
  commits = logicalTable({
    name: COMMITS_TABLE,
    partitionKey: 'repo',
    sortKey: 'committedAt#sha',
    views: { byTime: inlineView(Commit, { key: ['repo', 'timeAndSha'] }) },
  });
}
