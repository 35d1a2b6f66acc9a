import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import {
  type ArchivalSummary,
  type ArchivalTotal,
  type ArchiveShard,
  type CheckpointStore,
  ConfigurationError,
  s3Checkpoints,
} from '@tempest-ts/hybrid';

/** Where runs keep their shards, checkpoints and results. Nothing of it is needed once a run has ended: have a lifecycle rule delete it after some weeks. */
export interface RunStatePlace {
  readonly client: S3Client;
  /** Not where items are archived, or else under another prefix. */
  readonly bucketName: string;
  /** What the keys of all runs begin with. Default: `'archive-runs/'`. */
  readonly keyPrefix?: string | undefined;
  /** The 12-digit account that owns the bucket: S3 refuses every request where another does. Default: not asked. */
  readonly expectedBucketOwner?: string | undefined;
}

export const DEFAULT_STATE_PREFIX = 'archive-runs/';

/** Results that are read at once. */
const READS_AT_ONCE = 32;

const RUN_ID = /^[\w-]+$/;

/** The files of runs. */
export class RunFiles {
  readonly #place: RunStatePlace;
  readonly #prefix: string;

  constructor(place: RunStatePlace) {
    this.#place = place;
    this.#prefix = place.keyPrefix ?? DEFAULT_STATE_PREFIX;
  }

  get bucketName(): string {
    return this.#place.bucketName;
  }

  /** @throws ConfigurationError where it is no run's id */
  keyOf(run: string, name: string): string {
    if (!RUN_ID.test(run)) throw new ConfigurationError(`run: the id of a run that was planned; it is ${JSON.stringify(run)}.`);
    return `${this.#prefix}${run}/${name}`;
  }

  async putShards(run: string, shards: readonly ArchiveShard[]): Promise<string> {
    return this.#put(this.keyOf(run, 'shards.json'), shards);
  }

  /** A result of a shard's own call, beside those of its other calls. */
  async putResult({ run, index }: ArchiveShard, invocation: string, summary: ArchivalSummary): Promise<void> {
    await this.#put(this.keyOf(run, `results/${index}-${invocation}.json`), summary);
  }

  async putReport(run: string, total: ArchivalTotal): Promise<string> {
    return this.#put(this.keyOf(run, 'report.json'), total);
  }

  /** Where a shard's place is kept. */
  checkpoints({ run, index }: ArchiveShard): CheckpointStore {
    return this.#checkpointsAt(this.keyOf(run, `checkpoints/${index}`));
  }

  /** Where the place of runs is kept that one function does alone. */
  tableCheckpoints(): CheckpointStore {
    return this.#checkpointsAt(`${this.#prefix}scheduled/checkpoint`);
  }

  /** Every result of a run, in no order, never many at once. */
  async *results(run: string): AsyncGenerator<ArchivalSummary> {
    const { client } = this.#place;
    const listed = { ...this.#bucket, Prefix: this.keyOf(run, 'results/') };
    let token: string | undefined;
    do {
      const page = await client.send(new ListObjectsV2Command({ ...listed, ContinuationToken: token }));
      const keys = (page.Contents ?? []).map(({ Key }) => Key).filter(key => key !== undefined);
      for (let from = 0; from < keys.length; from += READS_AT_ONCE)
        yield* await Promise.all(keys.slice(from, from + READS_AT_ONCE).map(key => this.#get(key)));
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  get #bucket(): { readonly Bucket: string; readonly ExpectedBucketOwner?: string } {
    const { bucketName, expectedBucketOwner } = this.#place;
    return { Bucket: bucketName, ...(expectedBucketOwner !== undefined && { ExpectedBucketOwner: expectedBucketOwner }) };
  }

  #checkpointsAt(key: string): CheckpointStore {
    const { client, bucketName, expectedBucketOwner } = this.#place;
    return s3Checkpoints({ client, bucketName, key, expectedBucketOwner });
  }

  async #put(key: string, value: unknown): Promise<string> {
    const body = { Body: JSON.stringify(value), ContentType: 'application/json' };
    await this.#place.client.send(new PutObjectCommand({ ...this.#bucket, Key: key, ...body }));
    return key;
  }

  /** What `putResult` wrote. */
  async #get(key: string): Promise<ArchivalSummary> {
    const { Body } = await this.#place.client.send(new GetObjectCommand({ ...this.#bucket, Key: key }));
    return JSON.parse((await Body?.transformToString()) ?? '');
  }
}
