import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import { sumCapacity } from './sum-capacity.js';

/** Is told what each request of a call consumed. `CapacityMeter` adds it up; an application may count in another way. */
export interface CapacityRecorder {
  /**
   * Called for every answer of DynamoDB, as it comes. What it throws is dropped, as the request has been made.
   *
   * @param consumed by table, with the indexes; empty where the server does not say
   * @param isWrite whether the request was one that writes
   */
  record(consumed: readonly ConsumedCapacity[], isWrite: boolean): void;
}

/**
 * Adds up what the calls consume that it is passed to: every page, chunk and resent part, the rows that are read again for archived items, and the
 * requests that restore them. One meter may serve any number of calls. A request that DynamoDB refuses tells no capacity and adds none, though a failed
 * condition is billed as a write.
 *
 * @example
 * const capacity = new CapacityMeter();
 * await db.users.sessions.save(session, { capacity });
 * console.log(capacity.writeUnits, capacity.tables);
 */
export class CapacityMeter implements CapacityRecorder {
  #tables: readonly ConsumedCapacity[] = [];
  #readUnits = 0;
  #writeUnits = 0;
  #requests = 0;

  /** Answers of DynamoDB. */
  get requests(): number {
    return this.#requests;
  }

  /** Read capacity units: one is a consistent read of 4 KB, or two eventually consistent ones. */
  get readUnits(): number {
    return this.#readUnits;
  }

  /** Write capacity units: one is a write of 1 KB, or half of a transactional one. Indexes are in it. */
  get writeUnits(): number {
    return this.#writeUnits;
  }

  /** The same by table, and within it by index, in the SDK's own form. */
  get tables(): readonly ConsumedCapacity[] {
    return structuredClone(this.#tables);
  }

  record(consumed: readonly ConsumedCapacity[], isWrite: boolean): void {
    this.#requests += 1;
    this.#tables = sumCapacity([...this.#tables, ...consumed]);
    for (const { CapacityUnits = 0, ReadCapacityUnits = isWrite ? 0 : CapacityUnits, WriteCapacityUnits } of consumed) {
      this.#readUnits += ReadCapacityUnits;
      this.#writeUnits += WriteCapacityUnits ?? (isWrite ? CapacityUnits - ReadCapacityUnits : 0);
    }
  }
}
