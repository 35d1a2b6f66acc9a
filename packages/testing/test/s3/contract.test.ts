import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { type S3ContractOptions, s3Contract } from '../../src/contract/s3-contract.js';
import { startLocalS3 } from '../../src/s3/local-s3.js';

const startInMemory: S3ContractOptions['start'] = async () => {
  const { client, stop } = await startLocalS3();
  await client.send(new CreateBucketCommand({ Bucket: 'contract' }));
  return { client, bucketName: 'contract', stop };
};

const startOnDisk: S3ContractOptions['start'] = async () => {
  const directory = await mkdtemp(join(tmpdir(), 's3-contract-'));
  const { client, stop } = await startLocalS3({ directory });
  await client.send(new CreateBucketCommand({ Bucket: 'contract' }));
  return {
    client,
    bucketName: 'contract',
    stop: async () => {
      await stop();
      await rm(directory, { recursive: true });
    },
  };
};

describe.each([
  ['in memory', startInMemory],
  ['on disk', startOnDisk],
])('the local S3 server %s', (_, start) => {
  const contract = s3Contract({ start });
  afterAll(contract.stop);
  for (const { name, run } of contract.tests) test(name, run, 30_000);
});
