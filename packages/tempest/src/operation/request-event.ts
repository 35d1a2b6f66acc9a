import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import type { TempestError } from '../errors.js';

interface AnyRequestEvent {
  /** The service's name of it: `GetItem`, `PutObject`. */
  readonly operation: string;
  /** Milliseconds from sending to the answer, the SDK's own retries and waits included. */
  readonly latencyMs: number;
  /** Times that the SDK sent it; `undefined` where it does not say. */
  readonly attempts: number | undefined;
  /**
   * What the request failed with; `undefined`: it was answered. It may hold rows, keys and values, so that it is not for every log. A failed condition is one too,
   * also where the call goes on from it (an archived item is restored and the write sent again).
   */
  readonly error: TempestError | undefined;
}

/** A request to DynamoDB that was answered or has failed. */
export interface DynamoDbRequestEvent extends AnyRequestEvent {
  readonly kind: 'dynamodb';
  /** The names that it was sent to: one, or all of a batch's or a transaction's. */
  readonly tables: readonly string[];
  /** The view's name within its table, where the request is of one view. */
  readonly view: string | undefined;
  /** Rows in the answer, or counted by it; `undefined` for requests that return none. */
  readonly itemCount: number | undefined;
  /** By table, with the indexes. Empty where the request consumes none, has failed, or the server does not say. */
  readonly consumedCapacity: readonly ConsumedCapacity[];
}

/** A request to S3, of a database whose items may be archived. Each of the library's own retries is one. */
export interface S3RequestEvent extends AnyRequestEvent {
  readonly kind: 's3';
  readonly bucketName: string;
  /** Bytes of the object sent or answered; `undefined` where there is none. */
  readonly bytes: number | undefined;
}

/** A request that was answered or has failed. No event carries the rows of a request that succeeded, nor keys of items or objects. */
export type RequestEvent = DynamoDbRequestEvent | S3RequestEvent;

/** What a cache of archived objects did, of a database that has one. */
export interface CacheEvent {
  /** `'read'`: an archived object was wanted; one event for each. The others: the outer cache failed at it, and the read went on without. */
  readonly operation: 'read' | 'get' | 'set' | 'delete';
  readonly bucketName: string;
  /** Where a read found the object: in this process's memory, in the outer cache, or in the answer to another read that was under way. `undefined`: nowhere, and S3 was asked. */
  readonly found: 'memory' | 'outer' | 'shared' | undefined;
  /** Of a read, milliseconds until the object was there. */
  readonly latencyMs: number | undefined;
  /** What the outer cache failed with. */
  readonly error: TempestError | undefined;
}

/** What a database tells those who listen. */
export interface DbEvents {
  /**
   * After each request, before the call goes on: be quick. What it throws, or rejects with, goes to the logger's `error` and is dropped otherwise: no
   * operation fails by it.
   */
  readonly onRequest?: (event: RequestEvent) => void;
  /** After each read through a cache of archived objects, and after each failure of an outer one. As quick, and as harmless, as `onRequest`. */
  readonly onCache?: (event: CacheEvent) => void;
}
