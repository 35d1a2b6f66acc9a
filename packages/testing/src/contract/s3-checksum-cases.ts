import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { type ChecksumAlgorithm, GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { assertRefused, type S3ContractCase, textOf } from './s3-contract-case.js';

const BAD_DIGEST = { status: 400, code: 'BadDigest' };
const TEXT = '123456789';
/** The check values of the algorithms, in base64: what each gives for `123456789`. */
const CHECKSUMS = {
  CRC32: 'y/Q5Jg==',
  CRC32C: '4waSgw==',
  CRC64NVME: 'rosUhgp5mIg=',
  SHA1: createHash('sha1').update(TEXT).digest('base64'),
  SHA256: createHash('sha256').update(TEXT).digest('base64'),
} as const satisfies Partial<Record<ChecksumAlgorithm, string>>;

/** Right in form, and wrong for any body of these cases. */
const WRONG_CHECKSUMS = [
  { ChecksumCRC32: 'AAAAAA==' },
  { ChecksumCRC32C: 'AAAAAA==' },
  { ChecksumCRC64NVME: 'AAAAAAAAAAA=' },
  { ChecksumSHA1: Buffer.alloc(20).toString('base64') },
  { ChecksumSHA256: Buffer.alloc(32).toString('base64') },
] as const;

export const checksumCases: readonly S3ContractCase[] = [
  {
    name: 'a body that is not what its Content-MD5 says is not stored',
    async run({ client, bucketName: Bucket }) {
      const object = { Bucket, Key: 'checksums/md5' };
      const ContentMD5 = createHash('md5').update('sent').digest('base64');
      await assertRefused(client.send(new PutObjectCommand({ ...object, Body: 'received', ContentMD5 })), BAD_DIGEST);
      await assertRefused(client.send(new HeadObjectCommand(object)), { status: 404 });
      await client.send(new PutObjectCommand({ ...object, Body: 'sent', ContentMD5 }));
      assert.equal(await textOf(await client.send(new GetObjectCommand(object))), 'sent');
    },
  },
  {
    name: 'a Content-MD5 that is no MD5 is InvalidDigest',
    async run({ client, bucketName: Bucket }) {
      const put = client.send(new PutObjectCommand({ Bucket, Key: 'checksums/invalid', Body: 'a', ContentMD5: 'YWJj' }));
      await assertRefused(put, { status: 400, code: 'InvalidDigest' });
    },
  },
  {
    name: 'a body that is not what its x-amz-checksum says is not stored',
    async run({ client, bucketName: Bucket }) {
      const object = { Bucket, Key: 'checksums/wrong' };
      for (const checksum of WRONG_CHECKSUMS) {
        await assertRefused(client.send(new PutObjectCommand({ ...object, Body: TEXT, ...checksum })), BAD_DIGEST);
      }
      await assertRefused(client.send(new HeadObjectCommand(object)), { status: 404 });
    },
  },
  {
    name: 'a checksum comes back with the object to who asks for it',
    async run({ client, bucketName: Bucket }) {
      for (const [algorithm, value] of Object.entries(CHECKSUMS)) {
        const object = { Bucket, Key: `checksums/${algorithm}` };
        // The keys of CHECKSUMS are algorithms of the SDK.
        const ChecksumAlgorithm = algorithm as keyof typeof CHECKSUMS;
        await client.send(new PutObjectCommand({ ...object, Body: TEXT, ChecksumAlgorithm }));
        const head = await client.send(new HeadObjectCommand({ ...object, ChecksumMode: 'ENABLED' }));
        assert.equal(head[`Checksum${ChecksumAlgorithm}`], value, algorithm);
        const got = await client.send(new GetObjectCommand({ ...object, ChecksumMode: 'ENABLED' }));
        assert.equal(got[`Checksum${ChecksumAlgorithm}`], value, algorithm);
        assert.equal(await textOf(got), TEXT);
      }
    },
  },
  {
    name: 'a checksum that trails a stream is verified and kept',
    async run({ client, bucketName: Bucket }) {
      const object = { Bucket, Key: 'checksums/trailer' };
      const Body = Readable.from([Buffer.from('12345'), Buffer.from('6789')]);
      await client.send(new PutObjectCommand({ ...object, Body, ContentLength: TEXT.length, ChecksumAlgorithm: 'CRC32' }));
      const head = await client.send(new HeadObjectCommand({ ...object, ChecksumMode: 'ENABLED' }));
      assert.equal(head.ChecksumCRC32, CHECKSUMS.CRC32);
      assert.equal(head.ContentLength, TEXT.length);
    },
  },
];
