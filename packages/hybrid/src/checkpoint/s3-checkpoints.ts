import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { CheckpointStore } from './checkpoint-store.js';

/**
 * Keeps a run's checkpoint in an object. Its key must not be one that archived items may have: put it outside `s3Config.keyPrefix`, or in another bucket.
 *
 * @example
 * await db.archiveOldData({ checkpoints: s3Checkpoints({ client: s3, bucketName: 'my-app-state', key: 'archive/nightly' }) });
 */
export function s3Checkpoints(place: { readonly client: S3Client; readonly bucketName: string; readonly key: string }): CheckpointStore {
  const { client } = place;
  const object = { Bucket: place.bucketName, Key: place.key };
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
