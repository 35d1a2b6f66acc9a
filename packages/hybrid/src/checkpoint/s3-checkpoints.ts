import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { namedBucket } from '../store/s3/named-bucket.js';
import type { CheckpointStore } from './checkpoint-store.js';

/** Where a checkpoint is kept in S3. The run needs s3:GetObject, s3:PutObject and s3:DeleteObject there, besides its policy. */
export interface S3CheckpointPlace {
  readonly client: S3Client;
  readonly bucketName: string;
  readonly key: string;
  /** The 12-digit account that owns the bucket: S3 refuses every request where another does. Default: not asked. */
  readonly expectedBucketOwner?: string | undefined;
}

/**
 * Keeps a run's checkpoint in an object. Its key must not be one that archived items may have: put it outside `s3Config.keyPrefix`, or in another bucket.
 *
 * @example
 * await db.archiveOldData({ checkpoints: s3Checkpoints({ client: s3, bucketName: 'my-app-state', key: 'archive/nightly' }) });
 */
export function s3Checkpoints(place: S3CheckpointPlace): CheckpointStore {
  const { client, key } = place;
  const object = { ...namedBucket(place), Key: key };
  return {
    load: async () => {
      try {
        const { Body } = await client.send(new GetObjectCommand(object));
        return await Body?.transformToString();
      } catch (error) {
        if ((error as { readonly name?: unknown } | undefined)?.name === 'NoSuchKey') return undefined; // several copies of the SDK may be loaded
        throw error;
      }
    },
    save: async checkpoint => {
      await client.send(new PutObjectCommand({ ...object, Body: checkpoint, ContentType: 'application/json' }));
    },
    clear: async () => {
      await client.send(new DeleteObjectCommand(object));
    },
  };
}
