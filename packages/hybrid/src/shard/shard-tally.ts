import type { ArchivalSummary, LagSummary } from './archival-summary.js';

/** Unfinished shards that are listed. */
const MAX_LISTED = 1_000;

/** A shard that no result says is complete. */
export interface UnfinishedShard {
  readonly run: string;
  readonly index: number;
}

interface TalliedRun {
  readonly count: number;
  /** By index, what those that are complete say of how far archiving is behind. */
  readonly complete: Map<number, readonly LagSummary[]>;
}

/** Runs, and which of their shards are complete. */
export class ShardTally {
  readonly #runs = new Map<string, TalliedRun>();
  /** Of whole runs. */
  #lag: readonly LagSummary[] = [];

  add({ shard, complete, lag }: ArchivalSummary): void {
    if (!shard) {
      this.#lag = [...this.#lag, ...lag];
      return;
    }
    const run = this.#runs.get(shard.run) ?? { count: shard.count, complete: new Map<number, readonly LagSummary[]>() };
    this.#runs.set(shard.run, run);
    if (complete) run.complete.set(shard.index, lag);
  }

  /** Shards of the runs, and those of them that are complete. */
  get shards(): { readonly count: number; readonly complete: number } {
    const runs = [...this.#runs.values()];
    return {
      count: runs.reduce((sum, { count }) => sum + count, 0),
      complete: runs.reduce((sum, { complete }) => sum + complete.size, 0),
    };
  }

  /** The first 1,000. */
  get unfinished(): readonly UnfinishedShard[] {
    const found: UnfinishedShard[] = [];
    for (const [run, { count, complete }] of this.#runs)
      for (let index = 0; index < count && found.length < MAX_LISTED; index += 1) if (!complete.has(index)) found.push({ run, index });
    return found;
  }

  /** How far archiving is behind, by whole runs and by runs whose shards are all complete: only those have seen every part of a table. */
  get lag(): readonly LagSummary[] {
    const whole = [...this.#runs.values()].filter(({ count, complete }) => complete.size === count);
    const oldest = new Map<string, LagSummary>();
    for (const lag of [...this.#lag, ...whole.flatMap(({ complete }) => [...complete.values()].flat())]) {
      const id = JSON.stringify([lag.table, lag.entity]);
      const known = oldest.get(id);
      if (!known || isOlder(lag, known)) oldest.set(id, lag);
    }
    return [...oldest.values()];
  }
}

/** ISO 8601 sorts by time; a part that holds nothing more is behind none. */
const isOlder = (lag: LagSummary, known: LagSummary): boolean =>
  lag.oldest !== undefined && (known.oldest === undefined || lag.oldest < known.oldest);
