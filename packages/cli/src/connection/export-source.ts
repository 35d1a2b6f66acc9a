import { resolve } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { type ExportSource, exportFolder, s3Export } from '@tempest-ts/hybrid';
import type { ConnectionOptions } from './connection-options.js';

/** A table export, and what closes the client that reads it. */
export interface OpenExport {
  readonly source: ExportSource;
  close(): void;
}

/** What the command line names: `s3://bucket/prefix/AWSDynamoDB/ID/`, or a folder. */
export function openExport(place: string, { region, s3Endpoint }: ConnectionOptions, cwd: string): OpenExport {
  const [, bucketName, key = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(place) ?? [];
  if (bucketName === undefined) return { source: exportFolder(resolve(cwd, place)), close: () => undefined };
  const client = new S3Client({
    ...(region !== undefined && { region }),
    ...(s3Endpoint !== undefined && { endpoint: s3Endpoint, forcePathStyle: true }),
  });
  return { source: s3Export({ client, bucketName, key }), close: () => client.destroy() };
}
