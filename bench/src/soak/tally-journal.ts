import type { WriteOutcome } from './messages.js';

interface Count {
  readonly to: number;
  readonly begun: number;
  acknowledged: number | undefined;
}

/** Longer than any read takes. */
const KEPT_MS = 60_000;

/** How far each writer has counted in each tally: acknowledged counts are never lost again, and nobody counts on for another. */
export class TallyJournal {
  readonly #counts = new Map<string, Count[]>();
  readonly #open = new Map<string, Count>();

  begin(op: string, writer: string, tally: number, to: number, at: number): void {
    const count: Count = { to, begun: at, acknowledged: undefined };
    this.#of(tally, writer).push(count);
    this.#open.set(op, count);
  }

  end(op: string, outcome: WriteOutcome, at: number): void {
    const count = this.#open.get(op);
    this.#open.delete(op);
    if (count && outcome === 'applied') count.acknowledged = at;
  }

  /** What is wrong with a tally that was read; `undefined`: nothing. */
  fault(tally: number, writers: readonly string[], counts: Readonly<Record<string, number>>, from: number, to: number): string | undefined {
    for (const writer of writers) {
      const known = this.#of(tally, writer);
      const least = Math.max(0, ...known.filter(({ acknowledged = Number.POSITIVE_INFINITY }) => acknowledged < from).map(({ to }) => to));
      const most = Math.max(0, ...known.filter(({ begun }) => begun <= to).map(({ to }) => to));
      const shown = counts[writer] ?? 0;
      if (shown < least || shown > most) return `tally ${tally} shows ${shown} of ${writer}, and it had counted from ${least} to ${most}`;
      this.#forget(tally, writer, from - KEPT_MS);
    }
    return undefined;
  }

  /** Of what is long acknowledged only the highest count matters. */
  #forget(tally: number, writer: string, before: number): void {
    const known = this.#of(tally, writer);
    const past = known.filter(({ begun, acknowledged = Number.POSITIVE_INFINITY }) => Math.max(begun, acknowledged) < before);
    const highest = past.reduce<Count | undefined>((best, count) => (best && best.to >= count.to ? best : count), undefined);
    if (past.length > 1)
      this.#counts.set(
        `${tally} ${writer}`,
        known.filter(count => !past.includes(count) || count === highest),
      );
  }

  #of(tally: number, writer: string): Count[] {
    const known = this.#counts.get(`${tally} ${writer}`) ?? [];
    this.#counts.set(`${tally} ${writer}`, known);
    return known;
  }
}
