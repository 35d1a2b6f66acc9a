import type {
  GetObjectCommandInput,
  ListObjectsV2CommandInput,
  ListObjectVersionsCommandInput,
  PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { serviceError } from './service-error.js';

/** One object of a bucket. */
export interface MemoryObject {
  readonly bytes: Uint8Array;
  readonly metadata: Readonly<Record<string, string>>;
  readonly lastModified: Date;
  /** Another one for each object that is put. */
  readonly etag: string;
}

interface ListedPage {
  readonly Contents: readonly { readonly Key: string; readonly Size: number; readonly LastModified: Date | undefined }[];
  readonly IsTruncated: boolean;
  readonly NextContinuationToken?: string | undefined;
}

/** One bucket of objects, which keeps no older versions, with S3's conditional put. Every method takes effect at once, and whole. */
export class MemoryBucket {
  readonly #objects: Map<string, MemoryObject>;
  readonly #now: () => Date;
  #puts: number;

  /**
   * @param now the bucket's clock. Default: the system's.
   * @param from a bucket to begin as a copy of. Default: none, and it begins empty.
   */
  constructor(now: () => Date = () => new Date(), from?: MemoryBucket) {
    this.#now = now;
    this.#objects = new Map(from?.objects);
    this.#puts = from ? from.#puts : 0;
  }

  get objects(): ReadonlyMap<string, MemoryObject> {
    return this.#objects;
  }

  put({ Key = '', Body, IfNoneMatch, IfMatch, Metadata = {} }: PutObjectCommandInput): object {
    if (!(Body instanceof Uint8Array)) throw new Error('The simulated bucket takes bytes as a body.');
    if (IfNoneMatch === '*' && this.#objects.has(Key)) throw serviceError('PreconditionFailed', 412, 'There is such an object.');
    if (IfMatch !== undefined && this.#find(Key, 'NoSuchKey').etag !== IfMatch)
      throw serviceError('PreconditionFailed', 412, 'The object is another by now.');
    this.#puts += 1;
    const etag = String(this.#puts);
    this.#objects.set(Key, { bytes: Uint8Array.from(Body), metadata: { ...Metadata }, lastModified: this.#now(), etag });
    return { ETag: etag };
  }

  get({ Key = '', Range }: Pick<GetObjectCommandInput, 'Key' | 'Range'>): object {
    const [, first = '0', last] = /^bytes=(\d+)-(\d+)$/.exec(Range ?? '') ?? [];
    const bytes = this.#find(Key, 'NoSuchKey').bytes.slice(Number(first), last === undefined ? undefined : Number(last) + 1);
    return { ...this.head({ Key }), ContentLength: bytes.byteLength, Body: { transformToByteArray: () => Promise.resolve(bytes) } };
  }

  head({ Key = '' }: Pick<GetObjectCommandInput, 'Key'>): object {
    const { bytes, metadata, lastModified, etag } = this.#find(Key, 'NotFound');
    return { ContentLength: bytes.byteLength, Metadata: { ...metadata }, LastModified: lastModified, ETag: etag };
  }

  delete({ Key = '' }: Pick<GetObjectCommandInput, 'Key'>): object {
    this.#objects.delete(Key);
    return {};
  }

  /** One page of keys, in order. */
  list({ Prefix = '', ContinuationToken, StartAfter = '', MaxKeys = 1000 }: Omit<ListObjectsV2CommandInput, 'Bucket'>): ListedPage {
    const keys = [...this.#objects.keys()].filter(key => key.startsWith(Prefix) && key > (ContinuationToken ?? StartAfter)).sort();
    const page = keys.slice(0, MaxKeys);
    const isTruncated = page.length < keys.length;
    const Contents = page.map(Key => ({
      Key,
      Size: this.#objects.get(Key)?.bytes.byteLength ?? 0,
      LastModified: this.#objects.get(Key)?.lastModified,
    }));
    return { Contents, IsTruncated: isTruncated, ...(isTruncated && { NextContinuationToken: page.at(-1) }) };
  }

  /** One page of versions, in the order of their keys: each object is its one version, named as S3 does where a bucket keeps none. */
  listVersions({ Prefix, KeyMarker, MaxKeys }: Omit<ListObjectVersionsCommandInput, 'Bucket'>): object {
    const page = this.list({ Prefix, MaxKeys, ContinuationToken: KeyMarker });
    const { Contents, IsTruncated, NextContinuationToken } = page;
    const Versions = Contents.map(object => ({ ...object, VersionId: 'null', IsLatest: true }));
    return { Versions, IsTruncated, ...(NextContinuationToken !== undefined && { NextKeyMarker: NextContinuationToken }) };
  }

  #find(key: string, missing: string): MemoryObject {
    const object = this.#objects.get(key);
    if (!object) throw serviceError(missing, 404, 'There is no such object.');
    return object;
  }
}
