import { BatchWriteItemCommand, type ConsumedCapacity } from '@aws-sdk/client-dynamodb';
import { RequestError } from '../../errors.js';
import { batchLimits } from '../batch/batch-options.js';
import { chunks } from '../batch/chunks.js';
import { inParallel } from '../batch/in-parallel.js';
import { tableNames } from '../batch/load-targets.js';
import type { BoundDb } from '../batch/resolve-view.js';
import { rowIdentity } from '../batch/row-identity.js';
import { untilProcessed } from '../batch/until-processed.js';
import type { AnyBoundKey } from '../binding.js';
import { changedInput } from '../change-input.js';
import { lean } from '../lean/lean.js';
import { retriedBy } from '../retried.js';
import { send } from '../send.js';
import { sumCapacity } from '../sum-capacity.js';
import { BatchWriteError } from './batch-write-error.js';
import {
  type BatchWriteOptions,
  batchWriteInput,
  MAX_BATCH_WRITE_ITEMS,
  validateTargets,
  type WriteTarget,
  writeTargets,
} from './batch-write-input.js';
import type { BatchWrites } from './batch-write-set.js';

/** What became of a batch of writes. */
export interface BatchWriteResult {
  /** Whether everything was written. */
  readonly isSuccessful: boolean;
  /** Items that were not written, as they were given: put them into another set, later. */
  readonly unprocessedClobbers: readonly object[];
  /** Keys that were not deleted, as they were given. */
  readonly unprocessedDeletes: readonly AnyBoundKey[];
  /** By table, where `returnConsumedCapacity` asked for it; otherwise empty. */
  readonly consumedCapacity: readonly ConsumedCapacity[];
}

const clobbersOf = (targets: readonly WriteTarget[]) => targets.flatMap(target => (target.kind === 'clobber' ? [target.given] : []));
const deletesOf = (targets: readonly WriteTarget[]) => targets.flatMap(target => (target.kind === 'delete' ? [target.given] : []));

/** Puts and deletes any number of items of any views, each by itself. */
export async function batchWrite(db: BoundDb, set: BatchWrites, options: BatchWriteOptions = {}): Promise<BatchWriteResult> {
  const { concurrency, maxAttempts } = batchLimits(options);
  const { signal, capacity: recorder, returnConsumedCapacity } = options;
  const tables = new Map([...db.views.keys()].map(table => [table.tableName, table]));
  const targets = writeTargets(db, set);
  await validateTargets(targets);
  const pending = new Set(targets);
  const capacity: ConsumedCapacity[] = [];
  let mayHaveWritten = false;

  const sendOnce = async (chunk: readonly WriteTarget[]): Promise<readonly WriteTarget[]> => {
    const input = changedInput(batchWriteInput(chunk, options), options.changeInput);
    const request = { operation: 'BatchWriteItem', table: tableNames(chunk), writes: true, signal, capacity: recorder };
    const answer = await send(db.runtime, request, input, (sent, sendOptions) =>
      db.runtime.client.send(lean(db.runtime.client, new BatchWriteItemCommand(sent)), sendOptions),
    );
    if (returnConsumedCapacity) capacity.push(...(answer.ConsumedCapacity ?? []));
    const left = new Set<string>();
    for (const [tableName, writes] of Object.entries(answer.UnprocessedItems ?? {})) {
      const table = tables.get(tableName);
      for (const { PutRequest, DeleteRequest } of writes) {
        if (table) left.add(rowIdentity(table, PutRequest?.Item ?? DeleteRequest?.Key ?? {}));
      }
    }
    const unprocessed = chunk.filter(({ identity }) => left.has(identity));
    for (const target of chunk) if (!left.has(target.identity)) pending.delete(target);
    mayHaveWritten ||= unprocessed.length < chunk.length;
    return unprocessed;
  };

  try {
    await inParallel(chunks(targets, MAX_BATCH_WRITE_ITEMS), concurrency, async chunk => {
      try {
        await untilProcessed(
          chunk,
          {
            maxAttempts,
            signal,
            retried: retriedBy(db.runtime.observer, { service: 'dynamodb', operation: 'BatchWriteItem', target: tableNames(chunk) }),
          },
          sendOnce,
        );
      } catch (error) {
        mayHaveWritten ||= error instanceof RequestError && error.outcome === 'unknown';
        throw error;
      }
    });
  } catch (cause) {
    if (!mayHaveWritten) throw cause;
    const left = [...pending];
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `The batch ended early: of ${targets.length} writes, ${left.length} were not acknowledged. ${why}`;
    throw new BatchWriteError(message, clobbersOf(left), deletesOf(left), { cause });
  }
  const left = [...pending];
  return Object.freeze({
    isSuccessful: left.length === 0,
    unprocessedClobbers: clobbersOf(left),
    unprocessedDeletes: deletesOf(left),
    consumedCapacity: sumCapacity(capacity),
  });
}
