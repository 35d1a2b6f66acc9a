import type { EraseReport } from '@tempest-ts/hybrid';
import type { Command } from 'commander';
import { CliError } from '../errors.js';
import { EXIT_CODE } from '../exit-code.js';
import { bytes, counted } from '../terminal/format.js';
import { adoptedOf } from './adopt-option.js';
import { confirmed } from './confirmed.js';
import { type KeyOptions, keysOf } from './key-option.js';
import { repeated } from './option-values.js';
import type { Runner } from './run-command.js';

interface EraseCommandOptions extends KeyOptions {
  readonly secondPass?: boolean;
  readonly thorough?: boolean;
  readonly adopt?: readonly string[];
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

function linesOf({ dryRun, items, secondPassAfter, complete, cannotProve }: EraseReport, commandLine: string): readonly string[] {
  const again = commandLine.includes('--second-pass') ? commandLine : `${commandLine} --second-pass`;
  return [
    ...items.flatMap(({ table, key, row, versionsErased, bytesErased, remaining, foreign, keyNames, errors }) => [
      `${table} ${JSON.stringify(key)}: row ${row}, ${counted(versionsErased, 'version')} of objects ${dryRun ? 'would be ' : ''}erased (${bytes(bytesErased)}), ${remaining.length} left`,
      ...remaining.map(({ s3Key, why, cause }) => `  left: ${s3Key} (${why})${cause instanceof Error ? `: ${cause.message}` : ''}`),
      ...foreign.map(
        s3Key =>
          `  not of this table, so left: ${s3Key}. Where it is of an earlier life of the table, as before a restore: --adopt ${table}=ARN-OR-ID`,
      ),
      ...keyNames.map(s3Key => `  its bytes are gone, and its name stays: ${s3Key}`),
      ...errors.map(error => `  error: ${(error as Error | undefined)?.message ?? String(error)}`),
    ]),
    ...(secondPassAfter ? ['', `Not complete before a second pass, after ${secondPassAfter.toISOString()}: ${again}`] : []),
    ...(complete ? ['', 'Complete.'] : []),
    '',
    'What cannot be proven gone:',
    ...cannotProve.map(({ message }) => `  ${message}`),
  ];
}

export function addErase(program: Command, run: Runner): void {
  program
    .command('erase')
    .description('erase items by law: their rows, and every object that ever held them')
    .option('--view <table.view>', 'the inline view that the keys are of, such as users.sessions')
    .option('--key <json>', 'the key of an item, as JSON; may be repeated', repeated)
    .option('--keys <file>', 'a file of keys, one JSON object a line')
    .option('--second-pass', "finish an earlier call's work")
    .option('--thorough', 'read every object under the prefix for the keys')
    .option('--adopt <table=id>', 'a table of an earlier life; may be repeated', repeated)
    .option('--dry-run', 'only tell what would be erased')
    .option('--yes', 'do not ask')
    .action(
      run(async (context, options: EraseCommandOptions) => {
        const { db, terminal, signal, cwd, commandLine } = context;
        const keys = keysOf(db, options, cwd);
        if (keys.length === 0) throw new CliError('Say which items: --key JSON, or --keys FILE.');
        if (!options.dryRun) await confirmed(context, `Erase ${counted(keys.length, 'item')} for good?`, options.yes);
        const { secondPass = false, thorough = false, dryRun = false } = options;
        const result = await db.erase(keys, { signal, secondPass, thorough, dryRun, adopt: adoptedOf(options.adopt) });
        terminal.result(result, linesOf(result, commandLine));
        if (signal.aborted) return EXIT_CODE.stopped;
        const isSettled = result.complete && result.items.every(({ foreign }) => foreign.length === 0);
        return isSettled || dryRun ? EXIT_CODE.ok : EXIT_CODE.findings;
      }),
    );
}
