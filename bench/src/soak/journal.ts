import type { WriteOutcome } from './messages.js';
import { isSameState, type NoteState } from './note-state.js';

/** A state that an item may have had, from the first moment that it may have had it to the last. */
interface Span {
  readonly state: NoteState;
  readonly from: number;
  until: number;
  /** The write that may make it, while that is under way. */
  op: string | undefined;
}

/** Longer than a read takes, and the older than the item a read of an index may be, so that nearly every read can be judged. */
const KEPT_MS = 120_000;

/**
 * What each item may be, and may have been, by what its only writer was told. One write of an item is under way at a time, and one that ended in doubt is
 * followed by a look.
 */
export class Journal {
  readonly #spans = new Map<number, Span[]>();
  readonly #places = new Map<string, number>();
  /** By place, the moment before which states are missing. */
  readonly #forgotten = new Map<number, number>();

  /** A write is about to be sent. */
  begin(op: string, place: number, after: NoteState, at: number): void {
    this.#of(place).push({ state: after, from: at, until: Number.POSITIVE_INFINITY, op });
    this.#places.set(op, place);
  }

  end(op: string, outcome: WriteOutcome, at: number): void {
    const place = this.#places.get(op);
    if (place === undefined) return;
    this.#places.delete(op);
    const spans = this.#of(place);
    for (const span of spans) if (outcome === 'applied' && span.op !== op) span.until = Math.min(span.until, at);
    const possible = spans.filter(span => outcome !== 'not-applied' || span.op !== op);
    const kept = possible.filter(span => span.until > at - KEPT_MS);
    if (kept.length < possible.length) this.#forgotten.set(place, at - KEPT_MS);
    for (const span of kept) if (span.op === op) span.op = undefined;
    this.#spans.set(place, kept);
  }

  /** The writer looked: what it found is what the item is. @returns whether it may be that */
  found(place: number, state: NoteState, from: number, at: number): boolean {
    const isPossible = this.mayShow(place, from, at, each => isSameState(each, state));
    for (const span of this.#of(place)) if (!isSameState(span.state, state)) span.until = Math.min(span.until, at);
    return isPossible;
  }

  /** Whether the item may have been such at some moment between two: anything, where what it was then is forgotten. */
  mayShow(place: number, from: number, to: number, isSuch: (state: NoteState) => boolean): boolean {
    if (from < (this.#forgotten.get(place) ?? Number.NEGATIVE_INFINITY)) return true;
    return this.#of(place).some(span => span.from <= to && span.until >= from && isSuch(span.state));
  }

  /** Whether it may have been anything but such. */
  mustShow(place: number, from: number, to: number, isSuch: (state: NoteState) => boolean): boolean {
    return !this.mayShow(place, from, to, state => !isSuch(state));
  }

  /** What it may have been between two moments, for people: times are milliseconds before the later one. */
  describe(place: number, from: number, to: number): string {
    const when = (at: number): string => (Number.isFinite(at) ? `${Math.round(at - to)} ms` : at > 0 ? 'on' : 'ever');
    const spans = this.#of(place).filter(span => span.from <= to && span.until >= from);
    const described = spans.map(
      ({ state, from: since, until, op }) =>
        `${state ? `${state.print} (${state.color})` : 'gone'} from ${when(since)} to ${when(until)}${op === undefined ? '' : `, by ${op}, which is under way`}`,
    );
    return `the read began at ${when(from)}; ${described.join('; ')}`;
  }

  #of(place: number): Span[] {
    const known = this.#spans.get(place) ?? [
      { state: null, from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY, op: undefined },
    ];
    this.#spans.set(place, known);
    return known;
  }
}
