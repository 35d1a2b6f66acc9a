import assert from 'node:assert/strict';
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { assertRefused, type S3ContractCase, type S3ContractTarget, textOf } from './s3-contract-case.js';

/** UTF-8 bytes of a key (S3 User Guide, "Naming Amazon S3 objects"). */
const MAX_KEY_BYTES = 1024;

const PREFIX = 'keys/';

/** Keys that a server might confuse with others, or take for paths. All are put before any is read: none may overwrite another. */
const ODD_KEYS = {
  'with spaces and plus signs': ['a b', 'a+b', 'a%20b', ' ', '+', ' leading', 'trailing '],
  'with percent signs': ['%', '%2F', '%2f', '100%25', '%00'],
  'with slashes that a path would fold': ['a//b', 'a/b', 'a/', '/a', '//', 'a/./b'],
  'with dots that a path would resolve': ['..', '../..', 'a/../b', '../../../../etc/passwd', '.', '...'],
  'of other scripts, emoji and marks': ['é', 'e\u0301', '日本語', '😀', '\u{10FFFF}', 'ﬀ', '\u202e'],
  'with characters that XML and queries quote': ['<&>"\'', '&amp;', '?versionId=null', '#a', 'a=b&c=d', '?tagging', ';'],
  'with newlines and tabs': ['line\nbreak', 'tab\tstop', 'carriage\rreturn'],
  'with names that JavaScript knows': ['__proto__', 'constructor', 'hasOwnProperty'],
} as const;

async function putAndReadBack({ client, bucketName: Bucket }: S3ContractTarget, keys: readonly string[]): Promise<void> {
  for (const Key of keys) await client.send(new PutObjectCommand({ Bucket, Key, Body: `the object of ${Key}` }));
  for (const Key of keys) {
    assert.equal(await textOf(await client.send(new GetObjectCommand({ Bucket, Key }))), `the object of ${Key}`, JSON.stringify(Key));
  }
}

export const keyCases: readonly S3ContractCase[] = [
  ...Object.entries(ODD_KEYS).map(([name, odd]) => ({
    name: `keys ${name} are kept apart, listed as they are, and deleted one by one`,
    async run(target: S3ContractTarget) {
      const { client, bucketName: Bucket } = target;
      const prefix = `${PREFIX}${name}:`;
      const keys = odd.map(key => prefix + key);
      await putAndReadBack(target, keys);
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix: prefix }));
      assert.deepEqual(Contents.map(({ Key }) => Key).sort(), keys.toSorted());
      await client.send(new DeleteObjectCommand({ Bucket, Key: keys[0] }));
      const left = await client.send(new ListObjectsV2Command({ Bucket, Prefix: prefix }));
      assert.deepEqual(left.Contents?.map(({ Key }) => Key).sort(), keys.slice(1).toSorted());
    },
  })),
  {
    name: 'keys that begin with slashes and dots are kept apart, too',
    async run(target) {
      await putAndReadBack(target, ['../keys', './keys', '/keys', '//keys', '.../keys', 'keys']);
    },
  },
  {
    name: 'a key has 1,024 bytes of UTF-8, not one more',
    async run(target) {
      const { client, bucketName: Bucket } = target;
      const longest = `${PREFIX}${'é'.repeat((MAX_KEY_BYTES - PREFIX.length - 1) / 2)}a`;
      assert.equal(Buffer.byteLength(longest), MAX_KEY_BYTES);
      await putAndReadBack(target, [longest]);
      await assertRefused(client.send(new PutObjectCommand({ Bucket, Key: `${longest}b`, Body: 'a' })), { status: 400 });
    },
  },
  {
    name: 'a key that is too long is called that',
    async run({ client, bucketName: Bucket }) {
      const put = client.send(new PutObjectCommand({ Bucket, Key: 'a'.repeat(MAX_KEY_BYTES + 1), Body: 'a' }));
      await assertRefused(put, { status: 400, code: 'KeyTooLongError' });
    },
  },
];
