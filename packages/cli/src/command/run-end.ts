import type { StopReason } from '@tempest-ts/hybrid';
import { EXIT_CODE, type ExitCode } from '../exit-code.js';
import type { Terminal } from '../terminal/terminal.js';
import { unreadLines } from './run-lines.js';

/** What a run returns, as far as its end goes. */
interface EndedRun {
  readonly complete: boolean;
  /** Of runs that say why they stopped: `undefined` where one did not, and something could not be read. */
  readonly stopped?: StopReason | undefined;
  readonly errorCount?: number;
}

interface EndOfRunOptions {
  /** What goes on where the run stopped. */
  readonly commandLine: string;
  /** Whether it changed nothing, so that it has left nothing to go on from. Default: false. */
  readonly dryRun?: boolean | undefined;
  /** Whether there is something to look at. Default: where there are errors. */
  readonly findings?: boolean;
}

/** Whether a run was stopped, by whatever stops runs: what could not be read stops none. */
const wasStopped = (result: EndedRun): boolean => !result.complete && !('stopped' in result && result.stopped === undefined);

function endLines(result: EndedRun, { commandLine, dryRun }: EndOfRunOptions): readonly string[] {
  const { complete, stopped } = result;
  if (complete) return [];
  if (dryRun) return unreadLines(result);
  if (!wasStopped(result)) return ['', 'Not everything could be read; run it again.'];
  return ['', `Stopped${stopped === undefined ? '' : ` (${stopped})`}. To go on: ${commandLine}`];
}

/**
 * Prints the result of a run, and how to go on where it stopped.
 *
 * @param lines for people; `--json` has the result, and `resumeCommand`
 * @returns how the command ends
 */
export function endOfRun(terminal: Terminal, result: EndedRun, lines: readonly string[], options: EndOfRunOptions): ExitCode {
  const { commandLine, dryRun = false, findings = (result.errorCount ?? 0) > 0 } = options;
  const resumeCommand = result.complete || dryRun ? undefined : commandLine;
  terminal.result({ ...result, resumeCommand }, [...lines, ...endLines(result, options)]);
  if (wasStopped(result)) return EXIT_CODE.stopped;
  return findings || !result.complete ? EXIT_CODE.findings : EXIT_CODE.ok;
}
