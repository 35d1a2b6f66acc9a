import * as z from 'zod/mini';
import { type ArchiveOptions, checkOptions, checkpointStore, runShape } from '../archive/archive-options.js';
import type { CheckpointStore } from '../checkpoint/checkpoint-store.js';
import { limitsShape } from '../control/archive-limits.js';

/**
 * Options of `archiveShard`. Limits are those of this one call: of `readCapacityPerSecond` and `writeCapacityPerSecond` each of the workers that run at once is given its
 * part, `maxItems` counts anew with each call, and `maxFraction` is a part of the shard's own rows, so that no run of such shards moves more of the table than that.
 */
export interface ArchiveShardOptions
  extends Pick<
    ArchiveOptions,
    | 'readCapacityPerSecond'
    | 'writeCapacityPerSecond'
    | 'maxItems'
    | 'maxFraction'
    | 'signal'
    | 'deadline'
    | 'timeoutMs'
    | 'capacity'
    | 'onProgress'
    | 'onItem'
  > {
  /**
   * How far the shard is: what an earlier call of it returned as `result.checkpoint`, or a store of the shard's own, from which the call goes on, in which it saves its
   * place once a second, and which it clears when it is done. Default: from the beginning, which changes nothing but what is read again.
   */
  readonly checkpoint?: string | CheckpointStore | undefined;
}

const { readCapacityPerSecond, writeCapacityPerSecond, maxItems, maxFraction } = limitsShape;

const optionsSchema = z.strictObject({
  readCapacityPerSecond,
  writeCapacityPerSecond,
  maxItems,
  maxFraction,
  ...runShape,
  checkpoint: z.optional(z.union([z.string(), checkpointStore], "the checkpoint of a shard's result, or a CheckpointStore")),
});

/** @throws ConfigurationError */
export function checkArchiveShardOptions(options: ArchiveShardOptions): void {
  checkOptions(optionsSchema, options, 'archiveShard()');
}
