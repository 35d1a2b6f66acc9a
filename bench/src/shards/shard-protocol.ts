import type { ArchivalSummary, ArchiveShard } from '@tempest-ts/hybrid';

/** Where a worker finds its servers, and by what moment it tells ages. */
export interface ShardWorkerPlace {
  readonly dynamoDb: string;
  readonly s3: string;
  readonly bucketName: string;
  /** ISO 8601. */
  readonly now: string;
  /** Items that a worker has on their way at once. */
  readonly concurrency: number;
}

/** What a worker says. */
export type ShardWorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly summary: ArchivalSummary; readonly cpuSeconds: number }
  | { readonly kind: 'failed'; readonly error: string };

/** What it is told: where its servers are, then shards, one after the other. */
export type ShardWorkerTask = { readonly place: ShardWorkerPlace } | { readonly shard: ArchiveShard };
