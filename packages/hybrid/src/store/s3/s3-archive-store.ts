import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type PutObjectCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { type Observer, retriedBy } from '@tempest-ts/tempest/extend';
import type { ObjectSettings } from '../../s3-config.js';
import {
  type ArchiveStore,
  type ListedPage,
  type ListedVersionPage,
  type ListStart,
  NULL_VERSION,
  type PutOptions,
  type StoredObject,
  type VersionPosition,
} from '../archive-store.js';
import { retry } from '../retry.js';
import { leanRead, leanS3 } from './lean-s3.js';
import { listedVersions } from './listed-versions.js';
import { type NamedBucket, namedBucket } from './named-bucket.js';
import { observed, type S3Answer } from './observed.js';
import { putSettings, recordSettings } from './put-settings.js';
import { readBody } from './read-body.js';
import { isTransient, saysMissing, statusOf, storeError } from './s3-error.js';

/** What the store is made of. */
export interface S3ArchiveStoreOptions {
  readonly client: S3Client;
  readonly bucketName: string;
  /** The account that must own the bucket. */
  readonly expectedBucketOwner: string | undefined;
  readonly objectSettings: ObjectSettings;
  readonly clock: () => Date;
  /** Tries at reading one object, besides the client's own. */
  readonly readAttempts: number;
  /** Is told of each request. */
  readonly observer?: Observer | undefined;
}

/** Tries at writing one object, besides the client's own, which does not resend after a 409 (a conditional put that met another). */
const WRITE_ATTEMPTS = 4;

const abortOf = (signal: AbortSignal | undefined): { abortSignal?: AbortSignal } => (signal ? { abortSignal: signal } : {});

/** Whether an answer says that there is no such version: of one that was just listed a refusal is none. */
const isAbsent = (cause: unknown): boolean => saysMissing(cause) && statusOf(cause) !== 403;

/** Archived objects in one bucket of S3. */
export class S3ArchiveStore implements ArchiveStore {
  readonly bucketName: string;
  readonly #client: S3Client;
  readonly #readAttempts: number;
  readonly #observer: Observer | undefined;
  readonly #objectSettings: ObjectSettings;
  readonly #clock: () => Date;
  /** What every request names. */
  readonly #bucket: NamedBucket;

  constructor({ client, bucketName, expectedBucketOwner, objectSettings, clock, readAttempts, observer }: S3ArchiveStoreOptions) {
    this.#client = client;
    this.bucketName = bucketName;
    this.#bucket = namedBucket({ bucketName, expectedBucketOwner });
    this.#objectSettings = objectSettings;
    this.#clock = clock;
    this.#readAttempts = readAttempts;
    this.#observer = observer;
  }

  get(key: string, options: Parameters<ArchiveStore['get']>[1]): Promise<StoredObject | 'missing'> {
    return this.#run('GetObject', key, options.signal, () => this.#get({ Key: key }, options));
  }

  getVersion(
    key: string,
    versionId: string,
    { maxBytes, signal }: Parameters<ArchiveStore['getVersion']>[2],
  ): Promise<StoredObject | 'missing'> {
    const step = () => this.#get({ Key: key, VersionId: versionId }, { maxBytes, expectedBytes: undefined, signal });
    return this.#run('GetObjectVersion', key, signal, step, isAbsent);
  }

  getRange(key: string, { offset, length, versionId, signal }: Parameters<ArchiveStore['getRange']>[1]): Promise<StoredObject | 'missing'> {
    const Range = `bytes=${offset}-${offset + length - 1}`;
    const command = { ...this.#bucket, Key: key, Range, ...(versionId !== undefined && { VersionId: versionId }) };
    const step = async (): Promise<StoredObject> => {
      const output = await this.#observed('GetObject', key, undefined, () =>
        this.#client.send(leanRead(new GetObjectCommand(command)), abortOf(signal)),
      );
      // An object that ends within the range answers with less, and a server that knows no ranges with more.
      const size = output.ContentLength ?? Number.POSITIVE_INFINITY;
      const { bucketName } = this;
      const bytes = await readBody(output.Body, { bucketName, key, size, maxBytes: length, expectedBytes: length });
      return { bytes, size, metadata: output.Metadata ?? {}, lastModified: output.LastModified, etag: output.ETag };
    };
    return this.#run('GetObject', key, signal, step, cause => saysMissing(cause) || statusOf(cause) === 416);
  }

  async putIfAbsent(key: string, bytes: Uint8Array, options: PutOptions): Promise<'stored' | 'taken'> {
    return (await this.#put(key, bytes, { IfNoneMatch: '*' }, options)) === 'refused' ? 'taken' : 'stored';
  }

  async replace(
    key: string,
    bytes: Uint8Array,
    etag: string | undefined,
    options: PutOptions,
  ): Promise<{ readonly versionId: string } | 'changed'> {
    // Without quotes: S3 takes both, and Ceph only these.
    const condition = etag === undefined ? { IfNoneMatch: '*' } : { IfMatch: etag.replaceAll('"', '') };
    const put = await this.#put(key, bytes, condition, options);
    return put === 'refused' ? 'changed' : { versionId: put.VersionId ?? NULL_VERSION };
  }

  head(key: string, signal: AbortSignal | undefined): Promise<Readonly<Record<string, string>> | 'missing'> {
    return this.#run('HeadObject', key, signal, async () => {
      const { Metadata } = await this.#observed('HeadObject', key, undefined, () =>
        this.#client.send(leanS3(new HeadObjectCommand({ ...this.#bucket, Key: key })), abortOf(signal)),
      );
      return Metadata ?? {};
    });
  }

  headVersion(key: string, versionId: string, signal: AbortSignal | undefined): Promise<Readonly<Record<string, string>> | 'missing'> {
    const step = async () => {
      const command = new HeadObjectCommand({ ...this.#bucket, Key: key, VersionId: versionId });
      return (await this.#observed('HeadObject', key, undefined, () => this.#client.send(leanS3(command), abortOf(signal)))).Metadata ?? {};
    };
    return this.#run('GetObjectVersion', key, signal, step, isAbsent);
  }

  delete(key: string, signal: AbortSignal | undefined): Promise<void> {
    return this.#delete('DeleteObject', { Key: key }, signal);
  }

  deleteVersion(key: string, versionId: string, signal: AbortSignal | undefined): Promise<void> {
    return this.#delete('DeleteObjectVersion', { Key: key, VersionId: versionId }, signal);
  }

  async blank(key: string, metadata: Readonly<Record<string, string>>, signal: AbortSignal | undefined): Promise<string> {
    const command = {
      ...this.#bucket,
      Key: key,
      Body: new Uint8Array(),
      Metadata: { ...metadata },
      ...putSettings({ ...recordSettings(this.#objectSettings), tags: this.#objectSettings.tags }, this.#clock()),
    };
    try {
      const { VersionId } = await this.#retry('PutObject', WRITE_ATTEMPTS, signal, () =>
        this.#observed('PutObject', key, 0, () => this.#client.send(leanS3(new PutObjectCommand(command)), abortOf(signal))),
      );
      return VersionId ?? NULL_VERSION;
    } catch (cause) {
      throw storeError(cause, 'PutObject', this.bucketName, key);
    }
  }

  async list(prefix: string, from: string | ListStart | undefined, signal: AbortSignal | undefined): Promise<ListedPage> {
    const start = typeof from === 'string' ? { ContinuationToken: from } : from && { StartAfter: from.after };
    const command = { ...this.#bucket, Prefix: prefix, ...start };
    try {
      const output = await this.#retry('ListObjectsV2', this.#readAttempts, signal, () =>
        this.#observed('ListObjectsV2', undefined, undefined, () =>
          this.#client.send(leanS3(new ListObjectsV2Command(command)), abortOf(signal)),
        ),
      );
      const objects = (output.Contents ?? []).map(({ Key = '', Size = 0, LastModified }) => ({
        key: Key,
        size: Size,
        lastModified: LastModified ?? new Date(), // S3 always says; a store that does not has it count as new
      }));
      return { objects, next: output.IsTruncated ? output.NextContinuationToken : undefined };
    } catch (cause) {
      throw storeError(cause, 'ListObjectsV2', this.bucketName, undefined);
    }
  }

  /** One request. */
  #observed<Output extends S3Answer>(
    operation: string,
    key: string | undefined,
    bytes: number | undefined,
    request: () => Promise<Output>,
  ): Promise<Output> {
    return observed(this.#observer, { operation, bucketName: this.bucketName, key, bytes }, request);
  }

  async listVersions(prefix: string, from: VersionPosition | undefined, signal: AbortSignal | undefined): Promise<ListedVersionPage> {
    const { key: KeyMarker, versionId: VersionIdMarker } = from ?? {};
    const command = { ...this.#bucket, Prefix: prefix, KeyMarker, VersionIdMarker };
    try {
      const output = await this.#retry('ListObjectVersions', this.#readAttempts, signal, () =>
        this.#observed('ListObjectVersions', undefined, undefined, () =>
          this.#client.send(leanS3(new ListObjectVersionsCommand(command)), abortOf(signal)),
        ),
      );
      return listedVersions(output);
    } catch (cause) {
      throw storeError(cause, 'ListBucketVersions', this.bucketName, undefined);
    }
  }

  /** Stores an object on a condition. */
  async #put(
    key: string,
    bytes: Uint8Array,
    condition: { readonly IfNoneMatch: string } | { readonly IfMatch: string },
    { metadata, contentEncoding, contentType = 'application/json', storageClass, isRecord = false, signal }: PutOptions,
  ): Promise<PutObjectCommandOutput | 'refused'> {
    const own = this.#objectSettings;
    const command = {
      ...this.#bucket,
      ...condition,
      Key: key,
      Body: bytes,
      ContentType: contentType,
      ...(contentEncoding && { ContentEncoding: contentEncoding }),
      Metadata: { ...metadata },
      ...putSettings(isRecord ? recordSettings(own) : { ...own, ...(storageClass && { storageClass }) }, this.#clock()),
    };
    try {
      return await this.#retry('PutObject', WRITE_ATTEMPTS, signal, () =>
        this.#observed('PutObject', key, bytes.byteLength, () => this.#client.send(leanS3(new PutObjectCommand(command)), abortOf(signal))),
      );
    } catch (cause) {
      if (statusOf(cause) === 412 || ('IfMatch' in condition && statusOf(cause) === 404)) return 'refused';
      throw storeError(cause, 'PutObject', this.bucketName, key);
    }
  }

  async #get(
    what: { readonly Key: string; readonly VersionId?: string },
    options: Parameters<ArchiveStore['get']>[1],
  ): Promise<StoredObject> {
    const lightly = options.expectedBytes === undefined ? leanS3 : leanRead; // a pointer, which knows the size, has a checksum
    const output = await this.#observed('GetObject', what.Key, undefined, () =>
      this.#client.send(lightly(new GetObjectCommand({ ...this.#bucket, ...what })), abortOf(options.signal)),
    );
    // S3 always says; an answer of unknown length could fill the memory.
    const size = output.ContentLength ?? Number.POSITIVE_INFINITY;
    const { maxBytes, expectedBytes } = options;
    const bytes = await readBody(output.Body, { bucketName: this.bucketName, key: what.Key, size, maxBytes, expectedBytes });
    return { bytes, size, metadata: output.Metadata ?? {}, lastModified: output.LastModified, etag: output.ETag };
  }

  async #delete(
    operation: string,
    what: { readonly Key: string; readonly VersionId?: string },
    signal: AbortSignal | undefined,
  ): Promise<void> {
    try {
      await this.#retry('DeleteObject', WRITE_ATTEMPTS, signal, () =>
        this.#observed('DeleteObject', what.Key, undefined, () =>
          this.#client.send(leanS3(new DeleteObjectCommand({ ...this.#bucket, ...what })), abortOf(signal)),
        ),
      );
    } catch (cause) {
      throw storeError(cause, operation, this.bucketName, what.Key);
    }
  }

  #retry<T>(operation: string, attempts: number, signal: AbortSignal | undefined, step: () => Promise<T>): Promise<T> {
    const retried = retriedBy(this.#observer, { service: 's3', operation, target: this.bucketName });
    return retry({ attempts, isRetryable: isTransient, signal, retried }, step);
  }

  /** A read, of an object that may not be there. */
  async #run<T>(
    operation: string,
    key: string,
    signal: AbortSignal | undefined,
    step: () => Promise<T>,
    isMissing: (cause: unknown) => boolean = saysMissing,
  ): Promise<T | 'missing'> {
    try {
      return await this.#retry(operation, this.#readAttempts, signal, step);
    } catch (cause) {
      if (isMissing(cause)) return 'missing';
      throw storeError(cause, operation, this.bucketName, key);
    }
  }
}
