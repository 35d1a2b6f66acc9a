import { Command } from 'commander';
import { addArchive } from './command/archive.js';
import type { CliProcess } from './command/cli-process.js';
import { addCompact } from './command/compact.js';
import { addErase } from './command/erase.js';
import { addHealth } from './command/health.js';
import { addImport } from './command/import.js';
import { addInit } from './command/init.js';
import { addLocal } from './command/local.js';
import { addMigrate } from './command/migrate.js';
import { addPlan } from './command/plan.js';
import { addPolicy } from './command/policy.js';
import { addRefresh } from './command/refresh.js';
import { addRelease } from './command/release.js';
import { addRestore } from './command/restore.js';
import { commandRunner } from './command/run-command.js';
import { addStats } from './command/stats.js';
import { addSweep } from './command/sweep.js';
import { addValidate } from './command/validate.js';
import { addVerify } from './command/verify.js';
import type { ExitCode } from './exit-code.js';

const EXIT_CODES_HELP = `
Exit codes: 0 done; 1 an error; 2 the command line or the config is not right, nothing was changed; 3 ended, with something to look at;
4 refused, nothing was changed; 5 done, without the page of --html; 6 it only looks, and stopped before its end;
75 stopped before its end: run it again, and it goes on.`;

/** The program and all its commands. */
export function makeProgram(process: CliProcess, version: string, ended: (code: ExitCode) => void): Command {
  const program = new Command('tempest-hybrid')
    .description('DynamoDB tables whose old items live in S3: plan, archive, restore, verify, sweep')
    .version(version)
    .option('-c, --config <file>', 'the config file (default: the nearest tempest-hybrid.config.ts)')
    .option('--region <name>', 'the AWS region: of the tables, and of the bucket where the config has neither its region nor a client')
    .option('--profile <name>', 'a profile of the shared AWS config')
    .option('--dynamodb-endpoint <url>', 'another DynamoDB than AWS’s')
    .option('--s3-endpoint <url>', 'another S3 than AWS’s, and than that of the config’s client')
    .option('--json', 'one JSON value on standard output, and no progress')
    .option('--verbose', 'log every request: names and numbers, no values')
    .addHelpText('after', EXIT_CODES_HELP)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: text => process.stdout.write(text), writeErr: text => process.stderr.write(text) })
    .showHelpAfterError('(--help says what there is)')
    .exitOverride();
  const run = commandRunner(process, ended);
  addInit(program, process, ended);
  addValidate(program, run);
  addPlan(program, run);
  addArchive(program, run);
  addStats(program, run);
  addHealth(program, run);
  addVerify(program, run);
  addRestore(program, run);
  addRelease(program, run);
  addRefresh(program, run);
  addSweep(program, run);
  addCompact(program, run);
  addMigrate(program, run);
  addImport(program, run);
  addErase(program, run);
  addPolicy(program, run);
  addLocal(program, process, ended);
  for (const command of program.commands) command.exitOverride().configureHelp({ showGlobalOptions: true });
  return program;
}
