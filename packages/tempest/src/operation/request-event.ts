import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import type { TempestError } from '../errors.js';
import type { OperationScope, OperationStart } from './operation-event.js';

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

/** An archived item that a call needed whole: it was read from S3, or a cache, or could not be. */
export interface HydrationEvent {
  readonly table: string;
  /** The class; `undefined` where the row does not tell. */
  readonly entity: string | undefined;
  /** `'restore'`: a write needed the item, so that it was brought back to DynamoDB first. */
  readonly purpose: 'read' | 'restore';
  /** Milliseconds until the item was whole, waiting for a place (`readConcurrency`) included; of a restore, until it was back. */
  readonly latencyMs: number;
  /** What it failed with. It names the item, so that it is not for every log. */
  readonly error: TempestError | undefined;
}

/** The library sends something again, which the SDK's own retries did not bring to an end. */
export interface RetryEvent {
  readonly service: 'dynamodb' | 's3';
  readonly operation: string;
  /** The table, or the bucket; of a batch all its tables. */
  readonly target: string;
  /** The code of what failed; `undefined`: an answer that left part of a batch unprocessed. */
  readonly code: string | undefined;
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
  /** After each archived item that a read or a write needed, those of runs over the archive left out. As quick, and as harmless, as `onRequest`. */
  readonly onHydration?: (event: HydrationEvent) => void;
  /** Before the library itself sends something again. As quick, and as harmless, as `onRequest`. */
  readonly onRetry?: (event: RetryEvent) => void;
  /**
   * Before each operation, which is then run by the scope that this returns: what makes the operation's span the parent of its requests' spans. `undefined`: this
   * one is not followed. Neither can break an operation: what they throw goes to the logger's `error`.
   *
   * @example
   * onOperation: ({ operation, table }) => {
   *   const span = tracer.startSpan(`${operation} ${table}`);
   *   return { run: part => context.with(trace.setSpan(context.active(), span), part), end: () => span.end() };
   * }
   */
  readonly onOperation?: (operation: OperationStart) => OperationScope | undefined;
}
