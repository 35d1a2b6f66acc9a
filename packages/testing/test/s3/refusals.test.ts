import { createHash } from 'node:crypto';
import {
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetBucketAclCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import type { LocalS3 } from '../../src/s3/local-s3.js';
import { rawRequest } from './raw-request.js';
import { startS3, stopAll } from './start-s3.js';

let s3: LocalS3;

beforeAll(async () => {
  s3 = await startS3();
});

afterAll(stopAll);

const signed = 'Host: localhost\r\nAuthorization: AWS4-HMAC-SHA256 unverified\r\n';

async function raw(head: string, body = ''): Promise<{ readonly status: number; readonly code: string | undefined }> {
  const response = await rawRequest(s3.port, `${head}\r\n\r\n${body}`);
  return { status: Number(response.slice(9, 12)), code: /<Code>(\w+)<\/Code>/.exec(response)?.[1] };
}

test.each([
  ['multipart uploads', () => s3.client.send(new CreateMultipartUploadCommand({ Bucket: 'bucket', Key: 'a' })), 'uploads'],
  ['ACLs', () => s3.client.send(new GetBucketAclCommand({ Bucket: 'bucket' })), 'acl'],
  ['parts of objects', () => s3.client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'a', PartNumber: 1 })), 'partNumber'],
  ['canned ACLs', () => s3.client.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'a', Body: 'a', ACL: 'private' })), 'x-amz-acl'],
])('%s are not implemented, and the error says so', async (_, send, name) => {
  await expect(send()).rejects.toMatchObject({
    name: 'NotImplemented',
    message: expect.stringContaining(name),
  });
});

test('a request that nobody signed is denied', async () => {
  expect((await fetch(`${s3.endpoint}/bucket/a`)).status).toBe(403);
  expect((await fetch(`${s3.endpoint}/bucket/a?X-Amz-Signature=unverified`)).status).toBe(404);
});

test('a body cut off before its length is not stored', async () => {
  expect(await raw(`PUT /bucket/cut HTTP/1.1\r\n${signed}Content-Length: 10`, 'only5')).toEqual({ status: 400, code: 'IncompleteBody' });
  await expect(s3.client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'cut' }))).rejects.toMatchObject({ name: 'NoSuchKey' });
});

describe('an aws-chunked body', () => {
  const head = (length: number, decoded: number, more = '') =>
    `PUT /bucket/chunked HTTP/1.1\r\n${signed}Connection: close\r\nContent-Length: ${length}\r\nContent-Encoding: aws-chunked\r\n` +
    `x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\r\nx-amz-decoded-content-length: ${decoded}${more}`;
  const send = (body: string, decoded: number, more?: string) => raw(head(body.length, decoded, more), body);
  const trailer = '\r\nx-amz-trailer: x-amz-checksum-crc32';

  test('is stored without its framing and encoding', async () => {
    expect(await send('5;chunk-signature=abc\r\nhello\r\n0;chunk-signature=def\r\n\r\n', 5)).toEqual({ status: 200, code: undefined });
    const got = await s3.client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'chunked' }));
    expect([await got.Body?.transformToString(), got.ContentEncoding]).toEqual(['hello', undefined]);
  });

  test.each([
    ['shorter than announced', '5\r\nhello\r\n0\r\n\r\n', 6, '', 'IncompleteBody'],
    ['ended inside a chunk', '9\r\nhello\r\n', 9, '', 'IncompleteBody'],
    ['without its last chunk', '5\r\nhello\r\n', 5, '', 'IncompleteBody'],
    ['with a malformed chunk size', 'zz\r\nhello\r\n0\r\n\r\n', 5, '', 'InvalidRequest'],
    ['with a wrong checksum behind it', '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n', 5, trailer, 'BadDigest'],
    ['without the checksum it announced', '5\r\nhello\r\n0\r\n\r\n', 5, trailer, 'MalformedTrailerError'],
  ])('%s is refused', async (_, body, decoded, more, code) => {
    expect(await send(body, decoded, more)).toEqual({ status: 400, code });
  });
});

test('a body larger than one put may be is refused before it is sent', async () => {
  const head = `PUT /bucket/large HTTP/1.1\r\n${signed}Content-Length: ${5 * 1024 ** 3 + 1}`;
  expect(await raw(head)).toEqual({ status: 400, code: 'EntityTooLarge' });
});

test.each([
  ['a put without a length', `PUT /bucket/a HTTP/1.1\r\n${signed}Connection: close`, 411, 'MissingContentLength'],
  ['a path that is no UTF-8', `GET /bucket/%FF HTTP/1.1\r\n${signed}Connection: close`, 400, 'InvalidURI'],
  ['a method that S3 does not have', `PATCH /bucket/a HTTP/1.1\r\n${signed}Connection: close`, 405, 'MethodNotAllowed'],
  ['a head of 20 KB', `GET /bucket/a HTTP/1.1\r\n${signed}x-amz-meta-a: ${'a'.repeat(20_000)}`, 400, 'RequestHeaderSectionTooLarge'],
  ['what is no HTTP', 'hello', 400, 'BadRequest'],
])('%s is refused in the words of S3', async (_, head, status, code) => {
  expect(await raw(head)).toEqual({ status, code });
});

test('a hash in the signature that is not the body’s is refused', async () => {
  const head = `PUT /bucket/a HTTP/1.1\r\n${signed}Connection: close\r\nContent-Length: 1\r\nx-amz-content-sha256: ${'0'.repeat(64)}`;
  expect(await raw(head, 'a')).toEqual({ status: 400, code: 'XAmzContentSHA256Mismatch' });
});

test('a delete of many needs a checksum, well-formed XML, and objects to delete', async () => {
  const post = (body: string, more = '') =>
    raw(`POST /bucket/?delete HTTP/1.1\r\n${signed}Connection: close\r\nContent-Length: ${body.length}${more}`, body);
  expect((await post('<Delete><Object><Key>a</Key></Object></Delete>')).code).toBe('InvalidRequest');
  const md5 = createHash('md5').update('<Delete>').digest('base64');
  expect((await post('<Delete>', `\r\nContent-MD5: ${md5}`)).code).toBe('MalformedXML');
  const none = s3.client.send(new DeleteObjectsCommand({ Bucket: 'bucket', Delete: { Objects: [] } }));
  await expect(none).rejects.toMatchObject({ name: 'MalformedXML' });
});

test('a conditional delete of many reports each object’s own failure', async () => {
  const { ETag } = await s3.client.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'many/a', Body: 'a' }));
  await s3.client.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'many/b', Body: 'b' }));
  const Objects = [
    { Key: 'many/a', ETag },
    { Key: 'many/b', ETag },
  ];
  const { Deleted, Errors } = await s3.client.send(new DeleteObjectsCommand({ Bucket: 'bucket', Delete: { Objects } }));
  expect(Deleted).toEqual([{ Key: 'many/a' }]);
  expect(Errors).toEqual([expect.objectContaining({ Key: 'many/b', Code: 'PreconditionFailed' })]);
});

test.each(['not-a-token', Buffer.from('{"kind":"key"}').toString('base64url')])(
  'a made-up continuation token is refused: %s',
  async token => {
    const list = s3.client.send(new ListObjectsV2Command({ Bucket: 'bucket', ContinuationToken: token }));
    await expect(list).rejects.toMatchObject({ name: 'InvalidArgument' });
  },
);

test('two tags of one key are refused', async () => {
  await s3.client.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'tags', Body: 'a' }));
  const TagSet = [
    { Key: 'k', Value: '1' },
    { Key: 'k', Value: '2' },
  ];
  const put = s3.client.send(new PutObjectTaggingCommand({ Bucket: 'bucket', Key: 'tags', Tagging: { TagSet } }));
  await expect(put).rejects.toMatchObject({ name: 'InvalidTag' });
});

test('an object of a cold storage class must be restored before it is read', async () => {
  const object = { Bucket: 'bucket', Key: 'cold' };
  await s3.client.send(new PutObjectCommand({ ...object, Body: 'a', StorageClass: 'DEEP_ARCHIVE' }));
  await expect(s3.client.send(new GetObjectCommand(object))).rejects.toMatchObject({ name: 'InvalidObjectState' });
});
