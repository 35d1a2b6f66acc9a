import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { LocalS3 } from '../../src/s3/local-s3.js';
import type { S3Request } from '../../src/s3/s3-request.js';
import { clientWithoutRetries, startS3, stopAll } from './start-s3.js';

let s3: LocalS3;
let client: S3Client;

beforeEach(async () => {
  s3 = await startS3();
  client = clientWithoutRetries(s3);
});

afterEach(async () => {
  client.destroy();
  await stopAll();
});

const put = (Key: string, Body = 'body') => client.send(new PutObjectCommand({ Bucket: 'bucket', Key, Body }));
const read = async (Key: string) => (await s3.client.send(new GetObjectCommand({ Bucket: 'bucket', Key }))).Body?.transformToString();

test('an injected status is answered and the request is not applied', async () => {
  const fault = s3.inject({
    fault: { kind: 'status', status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' },
    times: 1,
  });
  await expect(put('a')).rejects.toMatchObject({ name: 'SlowDown', $metadata: { httpStatusCode: 503 } });
  expect(fault.hits).toBe(1);
  await expect(read('a')).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test('an injected status is retried by a client that retries', async () => {
  const fault = s3.inject({
    fault: { kind: 'status', status: 503, code: 'SlowDown' },
    times: 2,
  });
  await s3.client.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'a', Body: 'body' }));
  expect(fault.hits).toBe(2);
  expect(s3.requests.count('PutObject')).toBe(3);
  expect(await read('a')).toBe('body');
});

test('a reset connection breaks the request, which is not applied', async () => {
  s3.inject({ fault: { kind: 'reset' }, times: 1 });
  await expect(put('a')).rejects.toThrow(/ECONNRESET|EPIPE|socket hang up/);
  await expect(read('a')).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test('a truncated response announces more than it sends', async () => {
  await put('a', '0123456789');
  s3.inject({ when: request => request.operation === 'GetObject', fault: { kind: 'truncate', afterBytes: 4 }, times: 1 });
  const got = await client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'a' }));
  expect(got.ContentLength).toBe(10);
  const chunks: Buffer[] = [];
  const received = (async () => {
    // In Node the SDK's body is a readable stream.
    for await (const chunk of got.Body as unknown as AsyncIterable<Buffer>) chunks.push(chunk);
  })();
  await expect(received).rejects.toThrow('aborted');
  expect(Buffer.concat(chunks).toString()).toBe('0123');
});

test('a lost reply leaves the client in doubt about a request that was applied', async () => {
  s3.inject({ fault: { kind: 'reply-lost' }, times: 1 });
  await expect(put('a')).rejects.toThrow();
  expect(await read('a')).toBe('body');
});

test('a retry after a lost reply meets the object of the first try', async () => {
  s3.inject({
    when: request => request.operation === 'PutObject',
    fault: { kind: 'reply-lost' },
    times: 1,
  });
  const retried = s3.client.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'a', Body: 'body', IfNoneMatch: '*' }));
  await expect(retried).rejects.toMatchObject({ name: 'PreconditionFailed' });
});

test('a delay holds back the requests it is meant for, and is added to other faults', async () => {
  const isSlow = ({ key }: S3Request) => key === 'slow';
  const delay = s3.inject({ when: isSlow, fault: { kind: 'delay', ms: 120 } });
  s3.inject({ when: isSlow, fault: { kind: 'status', status: 500, code: 'InternalError' } });
  await put('fast');
  expect(delay.hits).toBe(0);
  const started = performance.now();
  await expect(put('slow')).rejects.toMatchObject({ name: 'InternalError' });
  expect(performance.now() - started).toBeGreaterThanOrEqual(115);
  expect(delay.hits).toBe(1);
});

test('a fault strikes only requests that fit, only so many times, and not once it is removed', async () => {
  const fault = s3.inject({
    when: ({ key }) => key === 'a',
    times: 2,
    fault: { kind: 'status', status: 500, code: 'InternalError' },
  });
  await put('b');
  await expect(put('a')).rejects.toThrow();
  await expect(put('a')).rejects.toThrow();
  await put('a');
  expect(fault.hits).toBe(2);
  const other = s3.inject({ fault: { kind: 'reset' } });
  other.remove();
  await put('a');
  s3.inject({ fault: { kind: 'reset' } });
  s3.clearFaults();
  await put('a');
  expect(other.hits).toBe(0);
});

test('a condition that throws is an error of the server, not a hang', async () => {
  s3.inject({
    when: () => {
      throw new TypeError('broken predicate');
    },
    fault: { kind: 'reset' },
  });
  await expect(put('a')).rejects.toMatchObject({ name: 'InternalError', message: 'TypeError: broken predicate' });
});

test('latency is added to every request', async () => {
  const slow = await startS3({ latencyMs: 60 });
  const started = performance.now();
  await slow.client.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'a', Body: 'a' }));
  expect(performance.now() - started).toBeGreaterThanOrEqual(58);
});

test('requests are counted by operation until the counters are reset', async () => {
  await put('a');
  await put('b');
  await read('a');
  await expect(read('none')).rejects.toThrow();
  expect(s3.requests.byOperation()).toEqual({ PutObject: 2, GetObject: 2 });
  expect([s3.requests.total, s3.requests.count('GetObject'), s3.requests.count('DeleteObject')]).toEqual([4, 2, 0]);
  s3.requests.reset();
  expect([s3.requests.total, s3.requests.byOperation()]).toEqual([0, {}]);
});
