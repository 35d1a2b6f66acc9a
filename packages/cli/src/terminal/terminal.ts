import { createInterface } from 'node:readline/promises';
import type { Readable, Writable } from 'node:stream';
import { TempestError } from '@tempest-ts/hybrid';
import picocolors from 'picocolors';
import { toJson } from './to-json.js';

/** A stream that may be a terminal. */
export type TerminalStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** What the command line says of how to speak. */
export interface TerminalOptions {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: TerminalStream;
  readonly stderr: TerminalStream;
  /** One JSON value on standard output, and nothing else there. */
  readonly json: boolean;
  /** The environment, for `NO_COLOR` (https://no-color.org). */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** ANSI's DECTCEM, set: the cursor is seen. */
const SHOW_CURSOR = '\u001b[?25h';

/** Where a command speaks: results go to standard output, everything else to standard error. */
export class Terminal {
  readonly colors: ReturnType<typeof picocolors.createColors>;
  readonly stderr: TerminalStream;
  readonly json: boolean;
  readonly #options: TerminalOptions;

  constructor(options: TerminalOptions) {
    this.#options = options;
    this.json = options.json;
    this.stderr = options.stderr;
    const { NO_COLOR, TERM } = options.env;
    this.colors = picocolors.createColors(!options.json && options.stdout.isTTY === true && (NO_COLOR ?? '') === '' && TERM !== 'dumb');
  }

  /** Whether a person looks on, to whom a line may be drawn over. */
  get isLive(): boolean {
    return !this.json && this.stderr.isTTY === true && this.#options.env.TERM !== 'dumb';
  }

  /** A command's result: as JSON where it is asked for, else in these lines. */
  result(value: unknown, lines: readonly string[]): void {
    this.#options.stdout.write(this.json ? `${toJson(value)}\n` : `${lines.join('\n')}\n`);
  }

  /** Something to know beside the result. */
  note(line: string): void {
    if (!this.json) this.stderr.write(`${line}\n`);
  }

  /** Leaves the terminal as a shell wants it, of a process that ends in the middle of a bar: on a new line, with a cursor. */
  release(): void {
    if (this.isLive) this.stderr.write(`${SHOW_CURSOR}\n`);
  }

  /** What went wrong beside the result, which stands: said with `--json` too. */
  warning(message: string): void {
    this.stderr.write(`tempest-hybrid: ${message}\n`);
  }

  /** What ended the command. */
  failure(message: string, error: unknown): void {
    if (this.json) this.#options.stdout.write(`${toJson({ error })}\n`);
    this.warning(message);
    const known = [error, (error as { readonly cause?: unknown } | undefined)?.cause].find(each => each instanceof TempestError);
    if (known instanceof TempestError) this.stderr.write(`More of ${known.code}: ${known.documentation}\n`);
  }

  /** Asks before something is destroyed; `undefined` where nobody is there to answer. */
  async confirm(question: string, signal: AbortSignal): Promise<boolean | undefined> {
    if (this.#options.stdin.isTTY !== true || !this.isLive) return undefined;
    const asking = createInterface({ input: this.#options.stdin, output: this.stderr });
    // While it asks, the terminal is the interface's own, and so is what ctrl-C does there.
    const interrupted = new AbortController();
    asking.on('SIGINT', () => interrupted.abort());
    try {
      const answer = await asking.question(`${question} [y/N] `, { signal: AbortSignal.any([signal, interrupted.signal]) });
      return /^y(es)?$/i.test(answer.trim());
    } catch {
      return false;
    } finally {
      asking.close();
    }
  }
}
