import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { HydrationHealth } from './health-report.js';

const MINUTE_MS = 60_000;
const MINUTES = 5;
const MS_PER_SECOND = 1_000;
/** In microseconds, up to an hour, to two figures: 34 KB a minute, measured on Node 20. */
const HISTOGRAM = { lowest: 1, highest: 3_600_000_000, figures: 2 };

interface Minute {
  index: number;
  items: number;
  failures: number;
  readonly latencies: RecordableHistogram;
}

/** What reads of archived items took in the last minutes. Its memory is that of six histograms, however many reads there are. */
export class HydrationWindow {
  readonly #now: () => number;
  /** The minute that is going on and the whole ones before it, each in a place of its own. */
  readonly #minutes: (Minute | undefined)[] = Array(MINUTES + 1).fill(undefined);

  /** @param now milliseconds that never go back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  record(latencyMs: number, failed: boolean): void {
    const minute = this.#current();
    minute.items += 1;
    if (failed) minute.failures += 1;
    else minute.latencies.record(Math.min(HISTOGRAM.highest, Math.max(HISTOGRAM.lowest, Math.round(latencyMs * MS_PER_SECOND))));
  }

  summary(): HydrationHealth {
    const now = this.#index();
    const minutes = this.#minutes.filter(minute => minute !== undefined && minute.index >= now - MINUTES) as Minute[];
    const sum = (of: 'items' | 'failures'): number => minutes.reduce((all, minute) => all + minute[of], 0);
    const [items, failures] = [sum('items'), sum('failures')];
    const all = createHistogram(HISTOGRAM);
    for (const { latencies } of minutes) if (latencies.count > 0) all.add(latencies);
    const ms = (microseconds: number): number => microseconds / MS_PER_SECOND;
    const at = (percentile: number): number => ms(all.percentile(percentile));
    return Object.freeze({
      windowMs: MINUTES * MINUTE_MS,
      items,
      failures,
      errorRate: items === 0 ? 0 : failures / items,
      latencyMs: all.count === 0 ? undefined : { p50: at(50), p90: at(90), p99: at(99), max: ms(all.max) },
    });
  }

  #index(): number {
    return Math.floor(this.#now() / MINUTE_MS);
  }

  #current(): Minute {
    const index = this.#index();
    const place = index % this.#minutes.length;
    const known = this.#minutes[place];
    if (known?.index === index) return known;
    const latencies = known?.latencies ?? createHistogram(HISTOGRAM);
    latencies.reset();
    const fresh: Minute = { index, items: 0, failures: 0, latencies };
    this.#minutes[place] = fresh;
    return fresh;
  }
}
