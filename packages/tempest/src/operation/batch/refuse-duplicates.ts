import { describeKey } from '../../codec/describe-key.js';
import type { RowKey } from '../../errors.js';
import { InvalidBatchError } from './invalid-batch-error.js';

/** A row that a request writes. */
export interface NamedRow {
  readonly identity: string;
  readonly tableName: string;
  readonly key: RowKey;
  /** What is done to it, for messages: `clobber`, `save`. */
  readonly kind: string;
}

/** @throws InvalidBatchError that names the row */
export function refuseDuplicates(what: string, rows: readonly NamedRow[]): void {
  const seen = new Map<string, NamedRow>();
  for (const row of rows) {
    const first = seen.get(row.identity);
    seen.set(row.identity, row);
    if (!first) continue;
    throw new InvalidBatchError(
      'DUPLICATE_KEY',
      `The row ${describeKey(row.key)} of table ${row.tableName} is in the ${what} twice (${first.kind} and ${row.kind}), which DynamoDB refuses. Name it once.`,
      row.key,
    );
  }
}
