import type { S3Operation } from './s3-request.js';

/** Counts the requests that reached a server, retries and refused ones included, by operation. */
export class RequestCounters {
  #counts = new Map<S3Operation | 'Unsupported', number>();

  /** Called by the server for each request. */
  add(operation: S3Operation | 'Unsupported'): void {
    this.#counts.set(operation, (this.#counts.get(operation) ?? 0) + 1);
  }

  get total(): number {
    let total = 0;
    for (const count of this.#counts.values()) total += count;
    return total;
  }

  /** Requests for one operation. */
  count(operation: S3Operation | 'Unsupported'): number {
    return this.#counts.get(operation) ?? 0;
  }

  /** A copy of the counts; operations that were never requested are absent. */
  byOperation(): Readonly<Partial<Record<S3Operation | 'Unsupported', number>>> {
    return Object.fromEntries(this.#counts);
  }

  reset(): void {
    this.#counts = new Map();
  }
}
