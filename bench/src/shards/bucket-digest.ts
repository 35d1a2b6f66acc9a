import { createHash } from 'node:crypto';
import { paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';

/** What is in a bucket: how many objects, and a digest of their keys. Their bytes depend on the order in which a row's attributes come, which is the server's whim. */
export async function bucketDigest(client: S3Client, bucketName: string): Promise<{ readonly objects: number; readonly digest: string }> {
  const hash = createHash('sha256');
  let objects = 0;
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucketName })) {
    for (const { Key } of Contents) hash.update(`${Key}\n`);
    objects += Contents.length;
  }
  return { objects, digest: hash.digest('hex') };
}
