import type { Command } from 'commander';
import { durationOption } from './option-values.js';

/** How long a command may go on. */
export interface TimeoutOption {
  readonly timeout?: number;
}

export function addTimeoutOption(command: Command): Command {
  return command.option('--timeout <time>', 'stop cleanly after this time, such as 14m', durationOption);
}

/** As the library's calls name it. */
export function timeLimit({ timeout }: TimeoutOption): { readonly timeoutMs?: number } {
  return timeout === undefined ? {} : { timeoutMs: timeout };
}
