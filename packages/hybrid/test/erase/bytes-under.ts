import { ListObjectVersionsCommand, type ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3';
import type { LocalServers } from '@tempest-ts/testing';

const list = ({ s3, bucketName }: LocalServers, Prefix: string): Promise<ListObjectVersionsCommandOutput> =>
  s3.send(new ListObjectVersionsCommand({ Bucket: bucketName, Prefix }));

/** Bytes of all versions together of each key under a stage's folder that has any, without the stage's own prefix. */
export async function bytesUnder(servers: LocalServers, folder: string): Promise<Readonly<Record<string, number>>> {
  const { Versions = [] } = await list(servers, folder);
  const bytes: Record<string, number> = {};
  for (const { Key = '', Size = 0 } of Versions) {
    const key = Key.replace(/^stage\d+\//, '');
    if (Size > 0) bytes[key] = (bytes[key] ?? 0) + Size;
  }
  return bytes;
}

/** Keys under a prefix that have a version, or a delete marker. */
export async function keysUnder(servers: LocalServers, prefix: string): Promise<readonly string[]> {
  const { Versions = [], DeleteMarkers = [] } = await list(servers, prefix);
  return [...new Set([...Versions, ...DeleteMarkers].map(({ Key = '', VersionId }) => `${Key} ${VersionId}`))].sort();
}
