import { accessSync, constants, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { ReportOptions } from '@tempest-ts/report';
import type { Command } from 'commander';
import { CliError } from '../errors.js';
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

/** Writes a page about a result. */
export type HtmlReport<Result> = (
  result: Result,
  reportOf: (reports: Reports) => (result: Result, options: ReportOptions) => string,
) => Promise<void>;

/**
 * Looks whether a report can be written where it is asked for: before a run of hours, not after it.
 *
 * @returns what writes it, or does nothing where none is asked for
 * @throws CliError
 */
export function htmlReport<Result>({ html }: HtmlOption, cwd: string, terminal: Terminal): HtmlReport<Result> {
  if (html === undefined) return async () => undefined;
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
  return async (result, reportOf) => {
    const reports = await import('@tempest-ts/report'); // here, as few commands draw
    writeFileSync(file, reportOf(reports)(result, { madeAt: new Date() }));
    terminal.note(`Report: ${file}`);
  };
}
