import assert from 'node:assert/strict';
import {
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { assertRefused, type S3ContractCase, type S3ContractTarget } from './s3-contract-case.js';

type ListInput = Omit<ListObjectsV2CommandInput, 'Bucket'>;

async function putAll({ client, bucketName: Bucket }: S3ContractTarget, keys: readonly string[]): Promise<void> {
  for (const Key of keys) await client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
}

const list = ({ client, bucketName: Bucket }: S3ContractTarget, input: ListInput): Promise<ListObjectsV2CommandOutput> =>
  client.send(new ListObjectsV2Command({ Bucket, ...input }));

const keysOf = ({ Contents = [] }: ListObjectsV2CommandOutput): readonly unknown[] => Contents.map(({ Key }) => Key);

const prefixesOf = ({ CommonPrefixes = [] }: ListObjectsV2CommandOutput): readonly unknown[] => CommonPrefixes.map(({ Prefix }) => Prefix);

/** Follows the continuation tokens; each page as its keys and common prefixes. */
async function allPages(target: S3ContractTarget, input: ListInput): Promise<readonly (readonly unknown[])[]> {
  const pages: (readonly unknown[])[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await list(target, {
      ...input,
      ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
    });
    assert.equal(page.IsTruncated, page.NextContinuationToken !== undefined);
    pages.push([...keysOf(page), ...prefixesOf(page)]);
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return pages;
}

export const listCases: readonly S3ContractCase[] = [
  {
    name: 'a list has the keys of a prefix with their size and ETag',
    async run(target) {
      await putAll(target, ['list/plain/a', 'list/plain/bb', 'list/plainer']);
      const page = await list(target, { Prefix: 'list/plain/' });
      assert.deepEqual(keysOf(page), ['list/plain/a', 'list/plain/bb']);
      assert.equal(page.KeyCount, 2);
      assert.equal(page.IsTruncated, false);
      assert.deepEqual(
        page.Contents?.map(({ Size }) => Size),
        [12, 13],
      );
      assert.match(page.Contents?.[0]?.ETag ?? '', /^"[0-9a-f]{32}"$/);
    },
  },
  {
    name: 'a prefix without keys gives an empty list',
    async run(target) {
      const page = await list(target, { Prefix: 'list/none/' });
      assert.deepEqual([keysOf(page), page.KeyCount, page.IsTruncated], [[], 0, false]);
    },
  },
  {
    name: 'pages together are every key once, in order',
    async run(target) {
      const keys = Array.from({ length: 7 }, (_, index) => `list/pages/${index}`);
      await putAll(target, keys.toReversed());
      const pages = await allPages(target, { Prefix: 'list/pages/', MaxKeys: 3 });
      assert.deepEqual(
        pages.map(page => page.length),
        [3, 3, 1],
      );
      assert.deepEqual(pages.flat(), keys);
    },
  },
  {
    name: 'a page that ends with the last key is the last page',
    async run(target) {
      const keys = ['list/exact/a', 'list/exact/b'];
      await putAll(target, keys);
      assert.deepEqual(await allPages(target, { Prefix: 'list/exact/', MaxKeys: 2 }), [keys]);
    },
  },
  {
    name: 'keys are in the order of their UTF-8 bytes, not of UTF-16',
    async run(target) {
      // U+FF5E sorts before U+1F600 in UTF-8, and after its surrogates in UTF-16.
      const keys = ['list/order/A', 'list/order/a', 'list/order/é', 'list/order/～', 'list/order/😀'];
      await putAll(target, keys.toReversed());
      assert.deepEqual(keysOf(await list(target, { Prefix: 'list/order/' })), keys);
    },
  },
  {
    name: 'a delimiter folds keys into common prefixes',
    async run(target) {
      await putAll(target, ['list/fold/a/1', 'list/fold/a/2', 'list/fold/b', 'list/fold/c/1']);
      const page = await list(target, { Prefix: 'list/fold/', Delimiter: '/' });
      assert.deepEqual(keysOf(page), ['list/fold/b']);
      assert.deepEqual(prefixesOf(page), ['list/fold/a/', 'list/fold/c/']);
      assert.equal(page.KeyCount, 3);
    },
  },
  {
    name: 'a common prefix is on one page only',
    async run(target) {
      await putAll(target, ['list/once/a/1', 'list/once/a/2', 'list/once/b', 'list/once/c/1', 'list/once/c/2']);
      const pages = await allPages(target, { Prefix: 'list/once/', Delimiter: '/', MaxKeys: 1 });
      assert.deepEqual(pages.flat(), ['list/once/a/', 'list/once/b', 'list/once/c/']);
    },
  },
  {
    name: 'a list starts after a key that need not exist',
    async run(target) {
      await putAll(target, ['list/after/a', 'list/after/b', 'list/after/c']);
      const after = async (StartAfter: string) => keysOf(await list(target, { Prefix: 'list/after/', StartAfter }));
      assert.deepEqual(await after('list/after/a'), ['list/after/b', 'list/after/c']);
      assert.deepEqual(await after('list/after/bb'), ['list/after/c']);
    },
  },
  {
    name: 'no keys asked for are no keys, and no more pages',
    async run(target) {
      await putAll(target, ['list/zero/a']);
      const page = await list(target, { Prefix: 'list/zero/', MaxKeys: 0 });
      assert.deepEqual([keysOf(page), page.IsTruncated], [[], false]);
    },
  },
  {
    name: 'URL-encoded keys of a list decode to the keys',
    async run(target) {
      const keys = ['list/url/a b', 'list/url/a+b', 'list/url/%2F', 'list/url/\n', 'list/url/é&<'];
      await putAll(target, keys);
      const page = await list(target, { Prefix: 'list/url/', EncodingType: 'url' });
      assert.equal(page.EncodingType, 'url');
      const decoded = keysOf(page).map(key => decodeURIComponent(String(key).replaceAll('+', ' ')));
      assert.deepEqual(decoded.toSorted(), keys.toSorted());
    },
  },
  {
    name: 'a number of keys that is none is refused',
    async run(target) {
      await assertRefused(list(target, { MaxKeys: -1 }), {
        status: 400,
        code: 'InvalidArgument',
      });
    },
  },
];
