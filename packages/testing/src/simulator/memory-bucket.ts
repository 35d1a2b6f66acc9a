import type { GetObjectCommandInput, PutObjectCommandInput } from '@aws-sdk/client-s3';
import { serviceError } from './service-error.js';

/** One object of a bucket. */
export interface MemoryObject {
  readonly bytes: Uint8Array;
  readonly metadata: Readonly<Record<string, string>>;
}

/** One bucket of objects, with S3's conditional put. Every method takes effect at once, and whole. */
export class MemoryBucket {
  readonly #objects = new Map<string, MemoryObject>();

  get objects(): ReadonlyMap<string, MemoryObject> {
    return this.#objects;
  }

  put({ Key = '', Body, IfNoneMatch, Metadata = {} }: PutObjectCommandInput): object {
    if (!(Body instanceof Uint8Array)) throw new Error('The simulated bucket takes bytes as a body.');
    if (IfNoneMatch === '*' && this.#objects.has(Key)) throw serviceError('PreconditionFailed', 412, 'There is such an object.');
    this.#objects.set(Key, { bytes: Uint8Array.from(Body), metadata: { ...Metadata } });
    return {};
  }

  get({ Key = '' }: Pick<GetObjectCommandInput, 'Key'>): object {
    const { bytes } = this.#find(Key, 'NoSuchKey');
    return { ...this.head({ Key }), Body: { transformToByteArray: () => Promise.resolve(bytes) } };
  }

  head({ Key = '' }: Pick<GetObjectCommandInput, 'Key'>): object {
    const { bytes, metadata } = this.#find(Key, 'NotFound');
    return { ContentLength: bytes.byteLength, Metadata: { ...metadata } };
  }

  delete({ Key = '' }: Pick<GetObjectCommandInput, 'Key'>): object {
    this.#objects.delete(Key);
    return {};
  }

  #find(key: string, missing: string): MemoryObject {
    const object = this.#objects.get(key);
    if (!object) throw serviceError(missing, 404, 'There is no such object.');
    return object;
  }
}
