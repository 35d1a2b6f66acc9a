import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { guardAgainstParentExit } from './parent-exit-guard.js';

/** How to start a server, and how to tell that it got as far as its port. */
export interface ServerCommand {
  readonly executable: string;
  readonly args: readonly string[];
  /** Text that the server itself prints on its way up, on either stream: tells it from another server that answers on the same port. */
  readonly readyOutput: string;
  /** A folder of this run only: the working folder, removed when the process has ended. */
  readonly scratchDirectory?: string | undefined;
}

/** How a process ended; `error` where it could not even be started. */
export interface ServerExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly error?: Error;
}

/** What came of waiting: `ready`, `exited` before it was, or `timeout` while still running. */
export type StartOutcome = 'ready' | 'exited' | 'timeout';

/** Characters kept of each output stream, the last ones: a stack trace and more. */
const MAX_KEPT_OUTPUT = 16_384;
const POLL_MS = 15;
/** Between asking a process to end and ending it. */
const DEFAULT_GRACE_MS = 2_000;

/**
 * A server in a child process: its output is kept (bounded), never printed, and it does not outlive this process.
 */
export class ServerProcess {
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #ended: Promise<ServerExit>;
  #exit: ServerExit | undefined;
  #stderr = '';
  #stdout = '';
  #sawReadyOutput = false;

  constructor(command: ServerCommand) {
    this.#child = spawn(command.executable, command.args, {
      cwd: command.scratchDirectory,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout = this.#keep(this.#stdout + text, command.readyOutput);
    });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = this.#keep(this.#stderr + text, command.readyOutput);
    });
    this.#ended = this.#watchEnd(command.scratchDirectory);
  }

  /** The process id; `undefined` where the process could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** How it ended; `undefined` while it runs. */
  get exit(): ServerExit | undefined {
    return this.#exit;
  }

  /** The last of what it wrote to its standard error. */
  get stderr(): string {
    return this.#stderr.trim();
  }

  /** Waits until the server has printed its ready text and `answers` resolves to true. Leaves a process that is late running. */
  async waitUntilReady(answers: () => Promise<boolean>, timeoutMs: number): Promise<StartOutcome> {
    const deadline = performance.now() + timeoutMs;
    while (performance.now() < deadline) {
      if (this.#exit !== undefined) return 'exited';
      if (this.#sawReadyOutput && (await answers())) return this.#exit === undefined ? 'ready' : 'exited';
      await sleep(POLL_MS);
    }
    return 'timeout';
  }

  /** Asks the process to end, ends it after the grace, and resolves when it has ended and everything of it is gone. May be called again. */
  async stop(graceMs = DEFAULT_GRACE_MS): Promise<ServerExit> {
    if (this.#exit === undefined) {
      this.#child.kill('SIGTERM');
      const impatience = setTimeout(() => this.#child.kill('SIGKILL'), graceMs);
      await this.#ended;
      clearTimeout(impatience);
    }
    return this.#ended;
  }

  #keep(output: string, readyOutput: string): string {
    this.#sawReadyOutput ||= output.includes(readyOutput);
    return output.slice(-MAX_KEPT_OUTPUT);
  }

  async #watchEnd(scratchDirectory: string | undefined): Promise<ServerExit> {
    const { pid } = this.#child;
    const release = pid === undefined ? undefined : guardAgainstParentExit({ pid, scratchDirectory });
    const exit = await new Promise<ServerExit>(resolve => {
      this.#child.once('error', error => resolve({ code: null, signal: null, error }));
      this.#child.once('close', (code, signal) => resolve({ code, signal }));
    });
    this.#exit = exit;
    await release?.();
    if (scratchDirectory !== undefined) await rm(scratchDirectory, { recursive: true, force: true });
    return exit;
  }
}
