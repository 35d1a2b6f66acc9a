import { resolve } from 'node:path';
import { type CheckpointStore, fileCheckpoints } from '@tempest-ts/hybrid';
import type { Command } from 'commander';
import type { Terminal } from '../terminal/terminal.js';

/** Where a run leaves how far it is. */
export interface CheckpointOption {
  readonly checkpoint: string;
}

/** @param name of the command, which is that of the file where nothing else is said */
export function addCheckpointOption(command: Command, name: string): Command {
  const file = `tempest-hybrid.${name}.checkpoint`;
  return command.option('--checkpoint <file>', `where a ${name} that stops leaves how far it was; the next goes on there`, file);
}

/** A run that an earlier one may have left in the middle. */
export interface Resuming {
  readonly resumeFrom: string | undefined;
  /** Leaves where the next goes on; nothing, where this one has come to its end. */
  end(result: { readonly checkpoint: string | undefined }): Promise<void>;
}

const NOTHING: Resuming = { resumeFrom: undefined, end: () => Promise.resolve() };

/** @param isDry whether it leaves nothing, and begins anew */
export async function resuming({ checkpoint }: CheckpointOption, cwd: string, terminal: Terminal, isDry = false): Promise<Resuming> {
  if (isDry) return NOTHING;
  const checkpoints: CheckpointStore = fileCheckpoints(resolve(cwd, checkpoint));
  const resumeFrom = await checkpoints.load();
  if (resumeFrom !== undefined) terminal.note(`Going on from ${checkpoint}.`);
  return {
    resumeFrom,
    end: result => (result.checkpoint === undefined ? checkpoints.clear() : checkpoints.save(result.checkpoint)),
  };
}
