import { resolve } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { Catalog } from './catalog.js';
import { DiskObjectStore } from './disk-object-store.js';
import type { InjectedS3Fault, S3FaultRule } from './faults.js';
import { LocalS3StartError } from './local-s3-start-error.js';
import { MemoryObjectStore } from './memory-object-store.js';
import type { RequestCounters } from './request-counters.js';
import { S3Server } from './s3-server.js';

export interface LocalS3Options {
  /** The port to listen on. Default: 0, a free one. */
  readonly port?: number;
  /** The address to listen on. Default: `127.0.0.1`. */
  readonly host?: string;
  /** The folder to keep buckets and objects in, made if it is not there; a later server finds them. Default: memory only. */
  readonly directory?: string;
  /** Milliseconds that every request waits before it is handled. Default: 0. */
  readonly latencyMs?: number;
  /** See {@link LocalS3.hideMissingObjects}. Default: false. */
  readonly hideMissingObjects?: boolean;
  /** The 12-digit account that owns every bucket: a request that expects another is refused. Default: `'000000000000'`. */
  readonly accountId?: string;
  /** The server's clock, in milliseconds since the epoch: `Last-Modified` and `Date` follow it. Default: `Date.now`. */
  readonly now?: () => number;
}

export interface LocalS3 {
  /** `http://host:port`. Buckets are the first part of the path (`forcePathStyle: true`); any credentials will do. */
  readonly endpoint: string;
  readonly port: number;
  /** A client of this server, with kept-alive connections. `stop` destroys it. */
  readonly client: S3Client;
  /** Requests received so far. */
  readonly requests: RequestCounters;
  /**
   * Makes a fault happen to requests from now on, until its `times` are used up or it is removed.
   *
   * @example
   * const slowDown = s3.inject({ when: request => request.operation === 'PutObject', times: 2, fault: { kind: 'status', status: 503, code: 'SlowDown' } });
   * await archive();
   * assert.equal(slowDown.hits, 2);
   */
  inject(rule: S3FaultRule): InjectedS3Fault;
  /** Removes every injected fault. */
  clearFaults(): void;
  /** Answers reads of a missing object with 403 `AccessDenied` rather than 404, as S3 does to a reader without `s3:ListBucket`. */
  hideMissingObjects(hide: boolean): void;
  /** Ends every connection, requests in flight included, and resolves when nothing is left running. May be called twice. */
  stop(): Promise<void>;
}

const REGION = 'us-east-1';
const LOCAL_ACCOUNT = '000000000000';
/** Sockets of the client: enough for the parallel reads of an application; the SDK's own default is 50. */
const MAX_CLIENT_SOCKETS = 256;

/**
 * Starts an S3 server for tests and demos in this process: buckets, objects with conditional writes, ranges, versions, tags, checksums and lists, over
 * the REST protocol that the AWS SDK speaks. What it does not implement (multipart uploads, ACLs, policies and so on) it refuses with `NotImplemented`.
 * Requests must be signed, but signatures are not verified.
 *
 * Throws `LocalS3StartError` where it cannot listen or cannot use the directory.
 *
 * @example
 * const s3 = await startLocalS3();
 * await s3.client.send(new CreateBucketCommand({ Bucket: 'archive' }));
 * // ...
 * await s3.stop();
 */
export async function startLocalS3(options: LocalS3Options = {}): Promise<LocalS3> {
  const { port: wantedPort = 0, host = '127.0.0.1', directory, latencyMs = 0, hideMissingObjects = false, now = Date.now } = options;
  const { accountId = LOCAL_ACCOUNT } = options;
  const store = directory === undefined ? new MemoryObjectStore() : new DiskObjectStore(resolve(directory));
  const catalog = await Catalog.open(store).catch((cause: unknown) => {
    throw new LocalS3StartError(
      `The local S3 server cannot use the directory ${directory}: give a folder that it may write to.`,
      options,
      cause,
    );
  });
  const server = new S3Server({ catalog, now, latencyMs, hideMissingObjects, accountId });
  const port = await server.listen(wantedPort, host).catch((cause: unknown) => {
    const address = `${host}:${wantedPort}`;
    throw new LocalS3StartError(`The local S3 server cannot listen on ${address}: leave out the port to get a free one.`, options, cause);
  });

  const endpoint = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const client = new S3Client({
    endpoint,
    region: REGION,
    forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    requestHandler: { httpAgent: { keepAlive: true, maxSockets: MAX_CLIENT_SOCKETS } },
  });
  const stop = async (): Promise<void> => {
    client.destroy();
    await server.stop();
    await store.close();
  };
  let stopped: Promise<void> | undefined;
  return {
    endpoint,
    port,
    client,
    requests: server.requests,
    inject: rule => server.faults.inject(rule),
    clearFaults: () => server.faults.clear(),
    hideMissingObjects: hide => {
      server.hidesMissingObjects = hide;
    },
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}
