import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { namedBucket } from '../store/s3/named-bucket.js';

/** Where the files of a table export are. One of your own is an object with these two. */
export interface ExportSource {
  /** For messages and checkpoints: an import goes on only from a checkpoint of the same. */
  readonly name: string;
  /** The bytes of a file, by its path under the export's own folder: `manifest-summary.json`, `data/abc.json.gz`. Throws where there is none. */
  open(path: string, signal: AbortSignal | undefined): Promise<AsyncIterable<Uint8Array>>;
}

const SUMMARY = 'manifest-summary.json';

/** Where an export is in S3. Reading it needs s3:GetObject there. */
export interface S3ExportPlace {
  readonly client: S3Client;
  readonly bucketName: string;
  /** Of its `manifest-summary.json`, or of the folder that holds it: `exports/AWSDynamoDB/01693685827463-2d8752fd/`. */
  readonly key: string;
  /** The 12-digit account that owns the bucket: S3 refuses every request where another does. Default: not asked. */
  readonly expectedBucketOwner?: string | undefined;
}

/**
 * A table export as DynamoDB left it in S3, or a copy of its whole folder elsewhere. Any bucket: nothing of it is ever named by a pointer.
 *
 * @example
 * await db.importExport(s3Export({ client: s3, bucketName: 'my-exports', key: 'AWSDynamoDB/01693685827463-2d8752fd/' }));
 */
export function s3Export(place: S3ExportPlace): ExportSource {
  const { client, bucketName } = place;
  const front = place.key.endsWith(SUMMARY) ? place.key.slice(0, -SUMMARY.length) : place.key;
  const folder = front === '' || front.endsWith('/') ? front : `${front}/`;
  return {
    name: `s3://${bucketName}/${folder}`,
    open: async (path, signal) => {
      const input = { ...namedBucket(place), Key: folder + path };
      const { Body } = await client.send(new GetObjectCommand(input), signal === undefined ? {} : { abortSignal: signal });
      return Body as unknown as AsyncIterable<Uint8Array>; // in Node it is a Readable
    },
  };
}

/**
 * A table export in a folder of this machine, which holds its `manifest-summary.json` and `data/`.
 *
 * @example
 * await db.importExport(exportFolder('/backups/AWSDynamoDB/01693685827463-2d8752fd'));
 */
export function exportFolder(folder: string): ExportSource {
  return {
    name: folder,
    open: async (path, signal) => createReadStream(join(folder, path), { signal }),
  };
}
