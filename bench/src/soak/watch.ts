import { Journal } from './journal.js';
import type { Said } from './messages.js';
import { monotonicMs } from './monotonic-time.js';
import { isSameState, type NoteState } from './note-state.js';
import { TallyJournal } from './tally-journal.js';
import type { WorkerProcess } from './worker-process.js';

type Observation = Extract<Said, { kind: 'read' | 'counted' | 'tally' }>;

/** An index follows its table after a while: at once on these servers, nearly. */
const INDEX_DELAY_MS = 5_000;

const nameOf = ({ task }: WorkerProcess): string => `w${task.index}`;

/** Writes down what writers say, and holds everything that is read against it. */
export class Watch {
  readonly journal = new Journal();
  readonly #tallies = new TallyJournal();
  readonly violations: string[] = [];
  readonly #writers: readonly string[];
  /** Reads that ended at a time up to which not every writer has told what it did. */
  #pending: Observation[] = [];
  /** By writer, the writes of which no end was told. */
  readonly #open = new Map<string, Map<string, 'note' | 'tally'>>();
  #checked = 0;
  #longestMs = 0;
  #begunAt = monotonicMs();
  #firstViolationAt: number | undefined;

  constructor(writers: number) {
    this.#writers = Array.from({ length: writers }, (_, index) => `w${index}`);
  }

  /** Reads, and items of reads, that were held against the journal. */
  get checked(): number {
    return this.#checked;
  }

  /** How long the longest read took. */
  get longestMs(): number {
    return this.#longestMs;
  }

  /** The processes begin to work. */
  begin(): void {
    this.#begunAt = monotonicMs();
  }

  /** Milliseconds of work until the first violation; `undefined`: there was none. */
  get brokeAfterMs(): number | undefined {
    return this.#firstViolationAt === undefined ? undefined : this.#firstViolationAt - this.#begunAt;
  }

  violate(what: string): void {
    this.#firstViolationAt ??= monotonicMs();
    this.violations.push(what);
  }

  hear(said: Said, worker: WorkerProcess): void {
    const open = this.#openOf(worker);
    const id = 'op' in said ? `${nameOf(worker)}.${worker.task.seed}.${said.op}` : '';
    switch (said.kind) {
      case 'begin':
        open.set(id, 'note');
        this.journal.begin(id, said.place, said.after, said.at);
        break;
      case 'count-begin':
        open.set(id, 'tally');
        this.#tallies.begin(id, nameOf(worker), said.tally, said.to, said.at);
        break;
      case 'end':
        open.delete(id);
        this.journal.end(id, said.outcome, said.at);
        break;
      case 'count-end':
        open.delete(id);
        this.#tallies.end(id, said.outcome, said.at);
        break;
      case 'found':
        if (!this.journal.found(said.place, said.state, said.from, said.at))
          this.violate(`a writer found note ${said.place} to be ${show(said.state)}, which it was not`);
        break;
      case 'read':
      case 'counted':
      case 'tally':
        this.#pending.push(said);
        break;
      case 'violation':
        this.violate(`${worker.name}: ${said.what}`);
        break;
    }
  }

  /** A writer was killed, and none of its requests is on its way any more: what it was at has happened, or has not. */
  writerEnded(worker: WorkerProcess, at: number): void {
    for (const [id, kind] of this.#openOf(worker)) {
      if (kind === 'note') this.journal.end(id, 'unknown', at);
      else this.#tallies.end(id, 'unknown', at);
    }
    this.#openOf(worker).clear();
  }

  /** Checks reads that ended before a time up to which all writes are known. */
  checkReads(upTo: number): void {
    const [due, later] = [this.#pending.filter(({ at }) => at <= upTo), this.#pending.filter(({ at }) => at > upTo)];
    this.#pending = later;
    for (const observation of due) {
      const fault = this.#faultOf(observation);
      if (fault !== undefined) this.violate(fault);
    }
  }

  #faultOf(observation: Observation): string | undefined {
    const { from, at } = observation;
    this.#checked += 1;
    this.#longestMs = Math.max(this.#longestMs, at - from);
    if (observation.kind === 'tally') return this.tallyFault(observation.tally, observation.counts, from, at);
    if (observation.kind === 'counted') {
      const { places, color, count } = observation;
      const isSuch = (state: NoteState): boolean => state?.color === color;
      const least = places.filter(place => this.journal.mustShow(place, from, at, isSuch)).length;
      const most = places.filter(place => this.journal.mayShow(place, from, at, isSuch)).length;
      return count >= least && count <= most ? undefined : `a count gave ${count} ${color} notes, and there were ${least} to ${most}`;
    }
    const { what, seen, asked, isLate } = observation;
    const since = isLate ? from - INDEX_DELAY_MS : from;
    const wrong = seen.find(([place, state]) => !this.journal.mayShow(place, since, at, each => isSameState(each, state)));
    if (wrong)
      return `a ${what} gave note ${wrong[0]} as ${show(wrong[1])}, which it was not at any moment of the read: ${this.journal.describe(wrong[0], since, at)}`;
    const given = new Set(seen.map(([place]) => place));
    if (given.size < seen.length && !isLate) return `a ${what} gave an item twice`;
    const { places, color } = asked;
    const lost = places.find(
      place =>
        !given.has(place) &&
        !this.journal.mayShow(place, from, at, state => state === null || (color !== undefined && state.color !== color)),
    );
    this.#checked += seen.length;
    return lost === undefined
      ? undefined
      : `a ${what}${color ? ` for ${color}` : ''} did not give note ${lost}, which was there all the time: ${this.journal.describe(lost, from, at)}`;
  }

  /** What is wrong with a tally; `undefined`: nothing. */
  tallyFault(tally: number, counts: Readonly<Record<string, number>>, from: number, at: number): string | undefined {
    return this.#tallies.fault(tally, this.#writers, counts, from, at);
  }

  #openOf(worker: WorkerProcess): Map<string, 'note' | 'tally'> {
    const key = `${worker.name} ${worker.task.seed}`;
    const open = this.#open.get(key) ?? new Map<string, 'note' | 'tally'>();
    this.#open.set(key, open);
    return open;
  }
}

const show = (state: NoteState): string => (state ? `${state.print} (${state.color})` : 'gone');
