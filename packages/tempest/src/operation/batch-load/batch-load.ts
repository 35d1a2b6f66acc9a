import { BatchGetItemCommand, type ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import type { Row } from '../../codec/row.js';
import { batchLimits } from '../batch/batch-options.js';
import { chunks } from '../batch/chunks.js';
import { inParallel } from '../batch/in-parallel.js';
import { ItemSet } from '../batch/item-set.js';
import { decodeTargets, type LoadTarget, loadTargets, tableNames } from '../batch/load-targets.js';
import type { BoundDb } from '../batch/resolve-view.js';
import { rowIdentity } from '../batch/row-identity.js';
import { untilProcessed } from '../batch/until-processed.js';
import type { AnyBoundKey } from '../binding.js';
import { lean } from '../lean/lean.js';
import { retriedBy } from '../retried.js';
import { send } from '../send.js';
import { sumCapacity } from '../sum-capacity.js';
import { type BatchLoadOptions, batchLoadInput, changedBatchLoad, MAX_BATCH_GET_ITEMS } from './batch-load-input.js';
import { UnprocessedKeysError } from './unprocessed-keys-error.js';

/** Loads any number of items of any views. */
export async function batchLoad(db: BoundDb, keys: Iterable<AnyBoundKey>, options: BatchLoadOptions = {}): Promise<ItemSet> {
  const { concurrency, maxAttempts } = batchLimits(options);
  const { signal, capacity: recorder, returnConsumedCapacity } = options;
  const tables = new Map([...db.views.keys()].map(table => [table.tableName, table]));
  const targets = loadTargets(db, keys);
  const rows = new Map<string, Row>();
  const capacity: ConsumedCapacity[] = [];
  const unprocessed: LoadTarget[] = [];
  let throttled: unknown;

  /** The identities of rows in an answer, which are by table. */
  const identities = (byTable: Readonly<Record<string, readonly Row[]>>): [string, Row][] =>
    Object.entries(byTable).flatMap(([tableName, ofTable]) => {
      const table = tables.get(tableName);
      return table ? ofTable.map((row): [string, Row] => [rowIdentity(table, row), row]) : [];
    });

  const sendOnce = async (chunk: readonly LoadTarget[]): Promise<readonly LoadTarget[]> => {
    const input = changedBatchLoad(chunk, batchLoadInput(chunk, options), options.changeInput);
    const request = { operation: 'BatchGetItem', table: tableNames(chunk), writes: false, signal, capacity: recorder };
    const answer = await send(db.runtime, request, input, (sent, sendOptions) =>
      db.runtime.client.send(lean(db.runtime.client, new BatchGetItemCommand(sent)), sendOptions),
    );
    for (const [identity, row] of identities(answer.Responses ?? {})) rows.set(identity, row);
    if (returnConsumedCapacity) capacity.push(...(answer.ConsumedCapacity ?? []));
    const left = Object.entries(answer.UnprocessedKeys ?? {}).map(([tableName, { Keys = [] }]) => [tableName, Keys] as const);
    const leftIdentities = new Set(identities(Object.fromEntries(left)).map(([identity]) => identity));
    return chunk.filter(({ identity }) => leftIdentities.has(identity));
  };

  await inParallel(chunks(targets, MAX_BATCH_GET_ITEMS), concurrency, async chunk => {
    const leftover = await untilProcessed(
      chunk,
      {
        maxAttempts,
        signal,
        retried: retriedBy(db.runtime.observer, { service: 'dynamodb', operation: 'BatchGetItem', target: tableNames(chunk) }),
      },
      sendOnce,
    );
    unprocessed.push(...leftover.unprocessed);
    throttled ??= leftover.cause;
  });

  const { items, failures } = await decodeTargets(targets, rows, {
    matches: () => true,
    hideExpired: options.hideExpired,
    signal,
    capacity: recorder,
  });
  const loaded = new ItemSet(items, failures, sumCapacity(capacity));
  if (unprocessed.length === 0) return loaded;
  // As a result, a key that was never looked at would pass for one that has no item.
  throw new UnprocessedKeysError(
    `DynamoDB left ${unprocessed.length} of ${targets.length} keys unprocessed after ${maxAttempts} tries that brought nothing (tables ${tableNames(unprocessed)}). ` +
      'Load `unprocessedKeys` again later; `loaded` has the others. Send less, or raise the capacity.',
    unprocessed.map(({ given }) => given),
    loaded,
    throttled === undefined ? {} : { cause: throttled },
  );
}
