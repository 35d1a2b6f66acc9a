import { type ConsumedCapacity, TransactGetItemsCommand } from '@aws-sdk/client-dynamodb';
import type { Row } from '../../codec/row.js';
import { ItemSet } from '../batch/item-set.js';
import { decodeTargets, loadTargets, tableNames } from '../batch/load-targets.js';
import type { BoundDb } from '../batch/resolve-view.js';
import type { AnyBoundKey } from '../binding.js';
import { lean } from '../lean/lean.js';
import { send } from '../send.js';
import { sumCapacity } from '../sum-capacity.js';
import { throwCancellation } from '../transaction-write/cancellation.js';
import { TransactionCanceledError } from '../transaction-write/transaction-canceled-error.js';
import { changedTransactionLoad, type TransactionLoadOptions, transactionLoadInput } from './transaction-load-input.js';

/** Archived items that change each time the transaction is read are given up after so many. */
const MAX_MOMENTS = 10;

/** Loads items as they were at one moment. */
export async function transactionLoad(db: BoundDb, keys: Iterable<AnyBoundKey>, options: TransactionLoadOptions = {}): Promise<ItemSet> {
  const targets = loadTargets(db, keys);
  if (targets.length === 0) return new ItemSet([]);
  const { hideExpired, signal, capacity: recorder, returnConsumedCapacity } = options;
  const input = changedTransactionLoad(targets, transactionLoadInput(targets, options), options.changeInput);
  const request = { operation: 'TransactGetItems', table: tableNames(targets), writes: false, signal, capacity: recorder };
  const capacity: ConsumedCapacity[] = [];
  for (let moment = 0; moment < MAX_MOMENTS; moment += 1) {
    const answer = await send(db.runtime, request, input, (sent, sendOptions) =>
      db.runtime.client.send(lean(db.runtime.client, new TransactGetItemsCommand(sent)), sendOptions),
    ).catch(error => {
      const operations = targets.flatMap(({ views, key }) => [...views].slice(0, 1).map(view => ({ kind: 'load' as const, view, key })));
      return throwCancellation(error, operations, 'not-applied');
    });
    if (returnConsumedCapacity) capacity.push(...(answer.ConsumedCapacity ?? []));
    const rows = new Map<string, Row>();
    for (const [index, { identity }] of targets.entries()) {
      const row = answer.Responses?.[index]?.Item;
      if (row) rows.set(identity, row);
    }
    // What the tier had to read again is of a later moment, so it matches nothing here, and the whole transaction is read again.
    const { items, failures, gone } = await decodeTargets(targets, rows, { matches: () => false, hideExpired, signal, capacity: recorder });
    if (gone === 0) return new ItemSet(items, failures, sumCapacity(capacity));
  }
  throw new TransactionCanceledError(
    `Archived items changed each of ${MAX_MOMENTS} times that the transaction was read (tables ${tableNames(targets)}). Load them again later, or use batchLoad().`,
    [],
    'not-applied',
  );
}
