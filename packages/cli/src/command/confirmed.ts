import { CliError } from '../errors.js';
import { EXIT_CODE } from '../exit-code.js';
import type { CommandContext } from './run-command.js';

/**
 * Asks before something is destroyed, unless `--yes` has said so.
 *
 * @throws CliError where the answer is no, or nobody can be asked
 */
export async function confirmed({ terminal, signal }: CommandContext, question: string, yes: boolean | undefined): Promise<void> {
  if (yes) return;
  const answer = await terminal.confirm(question, signal);
  if (answer) return;
  const why = answer === undefined ? 'Nobody is there to confirm this; say --yes, or look with --dry-run first' : 'Not confirmed';
  throw new CliError(`${why}. Nothing was changed.`, EXIT_CODE.refused);
}
