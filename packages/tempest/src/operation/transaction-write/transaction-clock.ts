import type { TransactionWrites } from './transaction-write-set.js';

/** How long DynamoDB remembers a token (API reference, TransactWriteItems, ClientRequestToken). */
const TOKEN_LIFE_MS = 10 * 60 * 1000;

interface Stamp {
  readonly token: string;
  readonly time: Date;
}

const stamps = new WeakMap<TransactionWrites, Stamp>();

/**
 * The one time of a transaction's generated dates. A set with a token that is sent again gets the time of its first sending, as long as DynamoDB knows the
 * token: it would take another time for other operations, and refuse what was meant as a retry.
 */
export function transactionClock(set: TransactionWrites, now: () => Date): () => Date {
  let time: Date | undefined;
  return () => {
    if (time) return time;
    const { token } = set;
    const current = now();
    const stamp = stamps.get(set);
    const isRepeated = stamp !== undefined && stamp.token === token && Math.abs(current.getTime() - stamp.time.getTime()) < TOKEN_LIFE_MS;
    time = isRepeated ? stamp.time : current;
    if (token !== undefined) stamps.set(set, { token, time });
    return time;
  };
}
