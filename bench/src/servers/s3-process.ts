import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { S3ProcessMessage, S3ProcessQuestion } from './s3-protocol.js';

/** A local S3 server that runs beside this process. */
export interface S3Process {
  readonly endpoint: string;
  readonly client: S3Client;
  /** Created. */
  readonly bucketName: string;
  /** Requests that reached the server so far, by operation. */
  requests(): Promise<Readonly<Record<string, number>>>;
  /** Has each request take so many milliseconds more from now on. */
  delay(delayMs: number): Promise<void>;
  stop(): Promise<void>;
}

const BUCKET = 'archive';
/** More than any suite has requests at once: none waits for a socket. */
const SOCKETS = 512;
/** The suite's own limits are not the server's, which holds every object in memory. */
const OWN_FLAGS = /^--(max-old-space-size|cpu-prof)/;

async function answer<K extends S3ProcessMessage['kind']>(child: ChildProcess, kind: K): Promise<S3ProcessMessage & { kind: K }> {
  const gone = new AbortController();
  const ended = once(child, 'exit', { signal: gone.signal }).then(() => {
    throw new Error('The S3 server ended before it answered; what it printed says why.');
  });
  try {
    const [message] = (await Promise.race([once(child, 'message', { signal: gone.signal }), ended])) as [S3ProcessMessage];
    if (message.kind !== kind) throw new Error(`The S3 server answered '${message.kind}' to '${kind}'.`);
    return message as S3ProcessMessage & { kind: K }; // its kind was just compared
  } finally {
    ended.catch(() => {});
    gone.abort();
  }
}

/** Starts the server, a client for it, and a bucket. */
export async function startS3Process(): Promise<S3Process> {
  const child = fork(fileURLToPath(new URL('s3-server.ts', import.meta.url)), {
    execArgv: process.execArgv.filter(flag => !OWN_FLAGS.test(flag)),
  });
  const { endpoint } = await answer(child, 'listening');
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler: { httpAgent: { keepAlive: true, maxSockets: SOCKETS } },
  });
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  return {
    endpoint,
    client,
    bucketName: BUCKET,
    requests: async () => {
      const question: S3ProcessQuestion = 'requests';
      child.send(question);
      return (await answer(child, 'requests')).counts;
    },
    delay: async delayMs => {
      const question: S3ProcessQuestion = { delayMs };
      child.send(question);
      await answer(child, 'delayed');
    },
    stop: async () => {
      client.destroy();
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}
