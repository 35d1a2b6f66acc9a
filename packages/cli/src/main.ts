import { CommanderError } from 'commander';
import type { CliProcess } from './command/cli-process.js';
import { EXIT_CODE, type ExitCode } from './exit-code.js';
import { makeProgram } from './program.js';

/**
 * Runs one command line. Prints to the process's streams, and ends nothing but by a second signal.
 *
 * @returns how the process is to end
 */
export async function main(process: CliProcess, version: string): Promise<ExitCode> {
  let code: ExitCode = EXIT_CODE.ok;
  const program = makeProgram(process, version, ended => {
    code = ended;
  });
  try {
    await program.parseAsync([...process.argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // What it had to say, commander has said.
    return error.exitCode === 0 ? EXIT_CODE.ok : EXIT_CODE.usage;
  }
  return code;
}
