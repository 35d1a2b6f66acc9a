import { resolve } from 'node:path';
import { type CheckpointStore, fileCheckpoints } from '@tempest-ts/hybrid';
import type { Command } from 'commander';
import type { Terminal } from '../terminal/terminal.js';

/** Where a run leaves how far it is. */
export interface CheckpointOption {
  readonly checkpoint: string;
}

/**
 * @param name of the command, which is that of the file where nothing else is said
 * @param but what else there is to know of it
 */
export function addCheckpointOption(command: Command, name: string, but = ''): Command {
  const file = `tempest-hybrid.${name}.checkpoint`;
  return command.option(
    '--checkpoint <file>',
    `where ${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name} that stops, or is killed, leaves how far it was; the next goes on there${but}`,
    file,
  );
}

/**
 * Where a run keeps how far it is, once a second, so that one that stops or is killed is gone on from by the next; `undefined`: nowhere.
 *
 * @param isDry whether it leaves nothing, and begins anew
 */
export async function resuming(
  { checkpoint }: CheckpointOption,
  cwd: string,
  terminal: Terminal,
  isDry = false,
): Promise<CheckpointStore | undefined> {
  if (isDry) return undefined;
  const checkpoints = fileCheckpoints(resolve(cwd, checkpoint));
  if ((await checkpoints.load()) !== undefined) terminal.note(`Going on from ${checkpoint}.`);
  return checkpoints;
}
