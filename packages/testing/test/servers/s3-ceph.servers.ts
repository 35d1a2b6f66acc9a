import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { type S3ContractOptions, s3Contract } from '../../src/contract/s3-contract.js';
import { removeBucket } from '../../src/contract/s3-temporary-bucket.js';
import { CEPH_16_GAPS } from './ceph-16-gaps.js';

/** Ceph's S3 gateway, with a user whose access key is `test` and whose secret key is `testtest`. */
const start: S3ContractOptions['start'] = async () => {
  const endpoint = process.env.TEMPEST_TEST_S3_ENDPOINT;
  if (endpoint === undefined) {
    throw new Error('This suite needs a Ceph gateway: set TEMPEST_TEST_S3_ENDPOINT to its URL, such as http://127.0.0.1:7480.');
  }
  const credentials = { accessKeyId: 'test', secretAccessKey: 'testtest' };
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials });
  const bucketName = `contract-${Date.now()}`;
  await client.send(new CreateBucketCommand({ Bucket: bucketName }));
  return {
    client,
    bucketName,
    stop: async () => {
      await removeBucket(client, bucketName);
      client.destroy();
    },
  };
};

describe('Ceph 16', () => {
  const contract = s3Contract({ start, knownGaps: CEPH_16_GAPS });
  afterAll(contract.stop, 60_000);
  for (const { name, run } of contract.tests) test(name, run, 30_000);
});
