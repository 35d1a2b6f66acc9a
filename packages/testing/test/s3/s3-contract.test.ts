import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { type S3ContractOptions, s3Contract } from '../../src/contract/s3-contract.js';
import { startLocalS3 } from '../../src/s3/local-s3.js';

const NAME = 'an empty object is an object';

const start: S3ContractOptions['start'] = async () => {
  const { client, stop } = await startLocalS3();
  await client.send(new CreateBucketCommand({ Bucket: 'contract' }));
  return { client, bucketName: 'contract', stop };
};

test('a known gap that is none any more fails, so that the list is kept up', async () => {
  const contract = s3Contract({ start, knownGaps: [NAME] });
  const gap = contract.tests.find(({ name }) => name === `known gap: ${NAME}`);
  await expect(gap?.run()).rejects.toThrow('remove it from the known gaps');
  await contract.stop();
});

test('a known gap that names no case is refused', () => {
  expect(() => s3Contract({ start, knownGaps: ['misspelt'] })).toThrow('must be the name of a case');
});

test('an endpoint that breaks the contract fails', async () => {
  const contract = s3Contract({
    start: async () => {
      const { client, stop, inject } = await startLocalS3();
      await client.send(new CreateBucketCommand({ Bucket: 'contract' }));
      inject({ when: ({ operation }) => operation === 'GetObject', fault: { kind: 'status', status: 400, code: 'InvalidRequest' } });
      return { client, bucketName: 'contract', stop };
    },
  });
  await expect(contract.tests.find(({ name }) => name === NAME)?.run()).rejects.toThrow();
  await contract.stop();
});

test('stopping a contract of which no test ran starts nothing', async () => {
  const never = jest.fn(start);
  await s3Contract({ start: never }).stop();
  expect(never).not.toHaveBeenCalled();
});
