import { PassThrough } from 'node:stream';
import type { CliProcess } from '../src/command/cli-process.js';
import { main } from '../src/main.js';

/** What a command printed, and how it ended. */
export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A process that ends by no signal but the test's. */
export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Is given what the shell would send. */
  readonly onStart?: (signal: () => void) => void;
}

/** Runs a command line in this process, as no terminal would see it. */
export async function runCli(argv: readonly string[], { cwd, env = {}, onStart }: RunOptions): Promise<CliRun> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const chunks = { out: '', err: '' };
  stdout.on('data', chunk => {
    chunks.out += String(chunk);
  });
  stderr.on('data', chunk => {
    chunks.err += String(chunk);
  });
  const listeners = new Set<() => void>();
  const process: CliProcess = {
    argv,
    cwd,
    env,
    stdin: new PassThrough(),
    stdout,
    stderr,
    on: (_signal, listener) => listeners.add(listener),
    off: (_signal, listener) => listeners.delete(listener),
    exit: () => undefined,
  };
  onStart?.(() => {
    for (const listener of listeners) listener();
  });
  const code = await main(process, '1.2.3');
  await new Promise(resolve => setImmediate(resolve)); // the streams' last words
  return { code, stdout: chunks.out, stderr: chunks.err };
}
