import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Row } from '@tempest-ts/tempest/extend';
import type { ResolvedConfig } from '../config.js';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import { encodePointer } from '../pointer/pointer.js';
import type { ArchiveStore } from '../store/archive-store.js';
import type { ItemOutcome } from './archival-report.js';
import { type Capture, captureRow } from './capture.js';
import type { LiveTable } from './live-table.js';
import { inStage } from './stage-error.js';
import { storeObject } from './store-object.js';
import { type SwapOutcome, swapInput, swapRow } from './swap.js';

/** What items are moved with. */
export interface MoveContext {
  readonly client: DynamoDBClient;
  readonly store: ArchiveStore;
  readonly config: ResolvedConfig;
}

/** How one item is moved. */
export interface MoveOptions {
  /** Stop where something would be written. */
  readonly dryRun: boolean;
  /** Whether the store refuses to overwrite when asked to. */
  readonly conditional: boolean;
  readonly signal: AbortSignal;
}

/** Stores a captured item's object, then turns its row into the pointer. */
async function commit(context: MoveContext, entity: HybridEntity, capture: Capture, options: MoveOptions): Promise<SwapOutcome> {
  const { client, store, config } = context;
  const { conditional, signal } = options;
  const began = performance.now();
  const archivedAt = config.clock();
  const compressed = config.compression === 'gzip';
  const s3Key = await inStage('store', () =>
    storeObject(store, capture, { conditional, compressed, storageClass: entity.storageClass, signal }),
  );
  const pointer = encodePointer({
    s3Key,
    attempt: capture.attempt,
    checksum: capture.checksum,
    bodyBytes: capture.bodyBytes,
    storedBytes: capture.bytes.byteLength,
    archivedAt,
    kept: capture.kept,
  });
  const isExpired = (): boolean => performance.now() - began > config.maxAttemptAgeMs;
  return inStage('swap', () => swapRow(client, swapInput(entity.view.table, capture, pointer), capture.attempt, { isExpired, signal }));
}

/**
 * Moves one item that is old enough.
 *
 * @throws StageError
 */
export async function moveItem(
  context: MoveContext,
  item: { readonly entity: HybridEntity; readonly live: LiveTable; readonly row: Row; readonly timestamp: Date },
  options: MoveOptions,
): Promise<ItemOutcome> {
  const { entity, live, row, timestamp } = item;
  const capture = await inStage('encode', () => captureRow(entity, live, context.config, row, timestamp));
  if (!capture) return { kind: 'skipped' };
  const outcome = options.dryRun ? 'archived' : await commit(context, entity, capture, options);
  if (outcome === 'skipped') return { kind: 'skipped' };
  return { kind: 'archived', bytesBefore: capture.bytesBefore, bytesStored: capture.bytes.byteLength };
}
