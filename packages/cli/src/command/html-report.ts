import { accessSync, constants, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { ReportOptions } from '@tempest-ts/report';
import type { Command } from 'commander';
import { CliError } from '../errors.js';
import { EXIT_CODE, type ExitCode } from '../exit-code.js';
import type { Terminal } from '../terminal/terminal.js';

/** Whether a report is asked for, and where it goes. */
export interface HtmlOption {
  readonly html?: string;
}

type Reports = typeof import('@tempest-ts/report');

export function addHtmlOption(command: Command): Command {
  return command.option(
    '--html <file>',
    'write a report too: one page to look at, to print and to pass on, without keys or values of items',
  );
}

/**
 * Writes a page about a result that was printed. Where it cannot, the result stands, and nothing is thrown: it says why.
 *
 * @returns how the command ends: as `code` says, unless that is all well and the page is not
 */
export type HtmlReport<Result> = (
  result: Result,
  reportOf: (reports: Reports) => (result: Result, options: ReportOptions) => string,
  code: ExitCode,
) => Promise<ExitCode>;

/**
 * Looks whether a report can be written where it is asked for: before a run of hours, not after it.
 *
 * @returns what writes it, or does nothing where none is asked for
 * @throws CliError
 */
export function htmlReport<Result>({ html }: HtmlOption, cwd: string, terminal: Terminal): HtmlReport<Result> {
  if (html === undefined) return async (_result, _reportOf, code) => code;
  const file = resolve(cwd, html);
  try {
    const there = statSync(file, { throwIfNoEntry: false });
    if (there?.isDirectory()) throw new Error('it is a folder');
    accessSync(there ? file : dirname(file), constants.W_OK);
  } catch (cause) {
    throw new CliError(
      `--html: ${file} cannot be written: ${(cause as Error).message}. Name a file in a folder that is there.`,
      undefined,
      { cause },
    );
  }
  return async (result, reportOf, code) => {
    try {
      const reports = await import('@tempest-ts/report'); // here, as few commands draw
      writeFileSync(file, reportOf(reports)(result, { madeAt: new Date() }));
    } catch (error) {
      terminal.warning(`--html: ${file} could not be written: ${(error as Error).message}. What the command did, and printed, stands.`);
      return code === EXIT_CODE.ok ? EXIT_CODE.noReport : code;
    }
    terminal.note(`Report: ${file}`);
    return code;
  };
}
