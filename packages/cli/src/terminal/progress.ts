import { SingleBar } from 'cli-progress';
import { count, duration } from './format.js';
import type { Terminal } from './terminal.js';

/** How far a command is. */
export interface ProgressState {
  readonly done: number;
  /** What `done` comes to, as far as is known; `undefined`: nobody knows. */
  readonly total?: number | undefined;
  /** Said after the numbers: `1,204 archived, 3 errors`. */
  readonly detail: string;
}

/** Where nobody looks on, a line so often, in milliseconds: a log of hours stays readable. */
const PLAIN_INTERVAL_MS = 10_000;
/** Rates are of at least so long, in milliseconds. */
const LEAST_RATE_MS = 1_000;

/** A bar with rate and time left on a terminal, plain lines elsewhere, nothing with `--json`. */
export class Progress {
  readonly #terminal: Terminal;
  readonly #what: string;
  readonly #started = performance.now();
  #bar: SingleBar | undefined;
  #from: number | undefined;
  #saidAt = performance.now();

  /** @param what what is counted: `rows` */
  constructor(terminal: Terminal, what: string) {
    this.#terminal = terminal;
    this.#what = what;
  }

  update(state: ProgressState): void {
    if (this.#terminal.json) return;
    this.#from ??= state.done; // a run that goes on where another stopped did not do that one's work
    if (this.#terminal.isLive) this.#draw(state);
    else if (performance.now() - this.#saidAt >= PLAIN_INTERVAL_MS) {
      this.#saidAt = performance.now();
      this.#terminal.note(
        `${count(state.done)}${state.total ? ` of about ${count(state.total)}` : ''} ${this.#what}, ${this.#tail(state)}`,
      );
    }
  }

  /** A line that stays, above the bar: with `--json` too, as standard error is not what a machine reads. */
  say(line: string): void {
    this.end();
    this.#terminal.stderr.write(`${line}\n`);
  }

  /** Takes the bar away. */
  end(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }

  #draw(state: ProgressState): void {
    // DynamoDB's own counts are hours old: a bar that is full goes on.
    const total = Math.max(state.total ?? 0, state.done, 1);
    if (!this.#bar) {
      const format = `{bar} {done} ${this.#what} | {tail}`;
      this.#bar = new SingleBar({
        format,
        stream: this.#terminal.stderr as NodeJS.WritableStream,
        barsize: 24,
        barCompleteChar: '█',
        barIncompleteChar: '░',
        hideCursor: true,
        clearOnComplete: true,
        gracefulExit: false, // signals are the command's
      });
      this.#bar.start(total, state.done, { done: count(state.done), tail: state.detail });
    }
    this.#bar.setTotal(total);
    this.#bar.update(state.done, { done: count(state.done), tail: this.#tail(state) });
  }

  #tail({ done, total, detail }: ProgressState): string {
    const elapsed = performance.now() - this.#started;
    const did = done - (this.#from ?? 0);
    if (elapsed < LEAST_RATE_MS || did <= 0) return detail;
    const perMs = did / elapsed;
    const left = total !== undefined && total > done ? `, about ${duration((total - done) / perMs)} left` : '';
    return `${count(perMs * 1_000)}/s${left} | ${detail}`;
  }
}
