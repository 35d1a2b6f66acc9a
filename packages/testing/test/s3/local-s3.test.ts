import { type AddressInfo, connect, createServer } from 'node:net';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { startLocalS3 } from '../../src/s3/local-s3.js';
import { clientWithoutRetries, startS3, stopAll } from './start-s3.js';

afterEach(stopAll);

const put = (Key: string) => new PutObjectCommand({ Bucket: 'bucket', Key, Body: Key });

test('stop ends requests in flight, and does not wait for them', async () => {
  const s3 = await startS3();
  const client = clientWithoutRetries(s3);
  s3.inject({ fault: { kind: 'delay', ms: 60_000 } });
  const pending = client.send(put('a')).then(
    () => 'answered',
    () => 'ended',
  );
  while (s3.requests.total === 0) await new Promise(resolve => setTimeout(resolve, 5));
  await s3.stop();
  expect(await pending).toBe('ended');
  client.destroy();
});

test('stop does not wait for the body of a client that went away while its request was delayed', async () => {
  const s3 = await startS3();
  const delay = s3.inject({ fault: { kind: 'delay', ms: 50 } });
  const socket = connect(s3.port, '127.0.0.1');
  socket.write('PUT /bucket/a HTTP/1.1\r\nHost: s3\r\nAuthorization: AWS4-HMAC-SHA256 x\r\nContent-Length: 10\r\n\r\nabc');
  while (delay.hits === 0) await new Promise(resolve => setTimeout(resolve, 5));
  socket.destroy();
  await new Promise(resolve => setTimeout(resolve, 100));
  await s3.stop();
});

test('stop closes idle kept-alive connections and frees the port', async () => {
  const s3 = await startS3();
  const client = clientWithoutRetries(s3);
  await client.send(put('a'));
  const idle = connect(s3.port, '127.0.0.1');
  await new Promise(resolve => idle.once('connect', resolve));
  const closed = new Promise(resolve => idle.once('close', resolve));
  idle.on('error', () => undefined);
  await s3.stop();
  await closed;
  const probe = createServer().listen(s3.port, '127.0.0.1');
  await new Promise(resolve => probe.once('listening', resolve));
  expect((probe.address() as AddressInfo).port).toBe(s3.port);
  await new Promise(resolve => probe.close(resolve));
  client.destroy();
});

test('stopping twice is stopping once', async () => {
  const s3 = await startS3();
  await Promise.all([s3.stop(), s3.stop()]);
  await s3.stop();
});

test('a port that is taken is an error that names it', async () => {
  const { port } = await startS3();
  await expect(startLocalS3({ port })).rejects.toMatchObject({
    code: 'LOCAL_S3_START_FAILED',
    port,
    message: expect.stringContaining(`127.0.0.1:${port}`),
    cause: expect.objectContaining({ code: 'EADDRINUSE' }),
  });
});

test('a missing object can be hidden as from a reader who may not list', async () => {
  const s3 = await startS3({ hideMissingObjects: true });
  await s3.client.send(put('there'));
  await s3.client.send(new GetObjectCommand({ Bucket: 'bucket', Key: 'there' }));
  const missing = { Bucket: 'bucket', Key: 'missing' };
  await expect(s3.client.send(new GetObjectCommand(missing))).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(s3.client.send(new HeadObjectCommand(missing))).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  s3.hideMissingObjects(false);
  await expect(s3.client.send(new GetObjectCommand(missing))).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test('times follow the injected clock, so that tests can travel', async () => {
  const now = Date.UTC(2001, 1, 3, 4, 5, 6, 789);
  const s3 = await startS3({ now: () => now });
  await s3.client.send(put('a'));
  const { LastModified } = await s3.client.send(new HeadObjectCommand({ Bucket: 'bucket', Key: 'a' }));
  expect(LastModified).toEqual(new Date('2001-02-03T04:05:06Z'));
  const response = await fetch(s3.endpoint);
  expect(response.headers.get('date')).toBe('Sat, 03 Feb 2001 04:05:06 GMT');
});

test('many clients at once each get what they put', async () => {
  const s3 = await startS3();
  const keys = Array.from({ length: 100 }, (_, index) => `key/${index}`);
  await Promise.all(keys.map(key => s3.client.send(put(key))));
  const bodies = await Promise.all(
    keys.map(async Key => (await s3.client.send(new GetObjectCommand({ Bucket: 'bucket', Key }))).Body?.transformToString()),
  );
  expect(bodies).toEqual(keys);
});
