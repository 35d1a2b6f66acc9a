import type { Logger } from '@tempest-ts/hybrid';
import type { Command } from 'commander';
import { findConfig } from '../config/find-config.js';
import { loadConfig } from '../config/load-config.js';
import { type CliDb, connect } from '../connection/connect.js';
import type { ConnectionOptions } from '../connection/connection-options.js';
import { CliError } from '../errors.js';
import { EXIT_CODE, type ExitCode } from '../exit-code.js';
import { Terminal } from '../terminal/terminal.js';
import type { CliProcess } from './cli-process.js';

/** The options that every command has. */
export interface GlobalOptions extends ConnectionOptions {
  readonly config?: string | undefined;
  readonly json?: boolean | undefined;
  readonly verbose?: boolean | undefined;
}

/** What a command works with. */
export interface CommandContext {
  readonly db: CliDb;
  /** Where the config says that the bucket is. */
  readonly bucketRegion: string | undefined;
  readonly terminal: Terminal;
  /** Aborts on ctrl-C, or when the process is asked to end. */
  readonly signal: AbortSignal;
  readonly cwd: string;
  /** The command line as it was typed, to be run again. */
  readonly commandLine: string;
}

const REFUSALS = new Set(['PREFLIGHT_REFUSED', 'OBJECTS_SHARED', 'ARCHIVAL_DISABLED']);
/** What ends a run that has changed something until then, and wants somebody to decide. */
const FINDINGS = new Set(['ARCHIVE_FRACTION_EXCEEDED']);
const MISTAKES = new Set([
  'INVALID_CONFIGURATION',
  'INVALID_DECLARATION',
  'INVALID_KEY_TEMPLATE',
  'INVALID_KEY',
  'CHECKPOINT_UNUSABLE',
  'EXPORT_UNREADABLE',
]);

/** How an error ends the process. By its code, as the application may load another copy of the library. */
export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CliError) return error.exitCode;
  const code = String((error as { readonly code?: unknown } | undefined)?.code);
  if (REFUSALS.has(code)) return EXIT_CODE.refused;
  if (FINDINGS.has(code)) return EXIT_CODE.findings;
  return MISTAKES.has(code) ? EXIT_CODE.usage : EXIT_CODE.failed;
}

/** A shell's word. */
const quoted = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** The library's log lines on standard error: names and numbers, never keys or values. */
function stderrLogger(terminal: Terminal): Logger {
  const say =
    (level: string) =>
    (fields: unknown, message?: string): void => {
      terminal.stderr.write(`${level} ${message ?? ''} ${JSON.stringify(fields)}\n`);
    };
  return { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') };
}

export function terminalOf(process: CliProcess, { json }: Pick<GlobalOptions, 'json'>): Terminal {
  const { stdin, stdout, stderr, env } = process;
  return new Terminal({ stdin, stdout, stderr, env, json: json ?? false });
}

/** Commands that only look: they keep no place to go on from, and nor does the dry run of any other. */
const LOOKS = new Set(['plan', 'stats', 'health', 'validate', 'policy']);

/** How a command ends that was stopped. */
const whenStopped = (command: Command, { dryRun }: { readonly dryRun?: boolean }): ExitCode =>
  dryRun || LOOKS.has(command.name()) ? EXIT_CODE.partial : EXIT_CODE.stopped;

/**
 * Runs something until it ends, or a signal has it end; a second signal ends the process at once.
 *
 * @param whenEnded how the process ends then
 */
export async function untilSignalled<T>(
  process: CliProcess,
  terminal: Terminal,
  work: (signal: AbortSignal) => Promise<T>,
  whenEnded: ExitCode = EXIT_CODE.stopped,
): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) {
      terminal.release();
      process.exit(whenEnded);
    }
    terminal.note('Stopping: what is under way arrives. Once more to end at once; nothing is lost by it.');
    controller.abort(new Error('the process was asked to end'));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

/** Prints what ended a command, and says how the process is to end. */
export function report(terminal: Terminal, error: unknown, verbose = false): ExitCode {
  const { message, stack } = error as { readonly message?: string; readonly stack?: string };
  terminal.failure(verbose && stack !== undefined ? stack : (message ?? String(error)), error);
  return exitCodeOf(error);
}

/** Makes an action of a command: it loads the config, connects, runs, and closes. */
export function commandRunner(process: CliProcess, ended: (code: ExitCode) => void) {
  return <Options extends object>(action: (context: CommandContext, options: Options) => Promise<ExitCode>) =>
    async (...args: unknown[]): Promise<void> => {
      const command = args.at(-1) as Command; // commander passes arguments, options, and the command itself
      const options = command.optsWithGlobals<Options & GlobalOptions & { readonly dryRun?: boolean }>();
      const terminal = terminalOf(process, options);
      const { cwd, argv } = process;
      try {
        const config = await loadConfig(findConfig(options.config, cwd));
        const { db, bucketRegion, close } = await connect(config, options, options.verbose ? stderrLogger(terminal) : undefined);
        try {
          const commandLine = ['tempest-hybrid', ...argv].map(quoted).join(' ');
          const stopped = whenStopped(command, options);
          const work = (signal: AbortSignal) => action({ db, bucketRegion, terminal, signal, cwd, commandLine }, options);
          const code = await untilSignalled(process, terminal, work, stopped);
          ended(code === EXIT_CODE.stopped ? stopped : code);
        } finally {
          db.close();
          close();
        }
      } catch (error) {
        ended(report(terminal, error, options.verbose));
      }
    };
}

/** What `commandRunner` returns. */
export type Runner = ReturnType<typeof commandRunner>;
