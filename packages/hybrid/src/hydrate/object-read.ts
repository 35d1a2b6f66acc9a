import type { Row } from '@tempest-ts/tempest/extend';
import type { StoredObject } from '../store/archive-store.js';
import type { FetchedObject } from './fetch-object.js';
import type { CompletedRow } from './pointer-context.js';

/** One read of the store: what a pointer leads to. */
export interface ObjectRead {
  readonly s3Key: string;
  /** The attempt that made the object; `undefined`: an earlier system did, and may have replaced it since. */
  readonly attempt: string | undefined;
  /** The object's size, where the pointer says: nothing else is transferred. */
  readonly expectedBytes: number | undefined;
  /** The part of the object that is read, of `expectedBytes`; `undefined`: all of it. */
  readonly offset?: number | undefined;
}

/** An object of one item that has been found to be the one that was asked for. */
export interface OpenedObject {
  readonly object: FetchedObject;
  readonly body: Row;
}

/** What following a pointer takes: one read, and what is then made of it. */
export interface PlannedRead<Opened> {
  readonly read: ObjectRead;
  /**
   * Verifies and decodes the object. Goes by the read alone, so that one answer serves everybody who reads the same.
   *
   * @throws PointerReadError where it is not the one that the pointer names
   */
  open(object: StoredObject): Promise<Opened>;
  /** The row made whole. @throws PointerReadError, NewerSchemaError, UpcastError */
  complete(opened: Opened): CompletedRow;
}
