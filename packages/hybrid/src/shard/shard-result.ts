import type { ArchivalResult } from '../archive/archival-result.js';
import type { ArchiveShard } from './archive-shard.js';

/**
 * What one call did of one shard. Where it is not `complete`, `checkpoint` is where to go on: hand it to the next call of the same shard. An `ArchivalResult` is not JSON, as its errors
 * are not: `summarizeArchivalResult` makes it so.
 */
export interface ShardResult extends ArchivalResult {
  readonly shard: ArchiveShard;
}
