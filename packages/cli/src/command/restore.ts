import { type AnyBoundKey, beginsWith, type RestoreResult } from '@tempest-ts/hybrid';
import type { Command } from 'commander';
import type { CliDb } from '../connection/connect.js';
import { CliError } from '../errors.js';
import { bytes, count, counted, duration } from '../terminal/format.js';
import { Progress } from '../terminal/progress.js';
import { addCapacityOptions, type CapacityOptions, capacityLimits } from './capacity-options.js';
import { jsonFields, type KeyOptions, keysOf, viewNamed } from './key-option.js';
import { dateOption, repeated } from './option-values.js';
import { addCheckpointOption, type CheckpointOption, resuming } from './resuming.js';
import type { Runner } from './run-command.js';
import { endOfRun } from './run-end.js';
import { errorLines } from './run-lines.js';
import { addTimeoutOption, type TimeoutOption, timeLimit } from './timeout-option.js';

interface RestoreCommandOptions extends CapacityOptions, KeyOptions, CheckpointOption, TimeoutOption {
  readonly all?: boolean;
  readonly beginsWith?: string;
  readonly notAgainBefore?: Date;
  readonly dryRun?: boolean;
}

/** What `db.restore()` takes, its types being of views that are not known here. */
type AnyTarget = 'all' | readonly AnyBoundKey[] | { readonly view: never; readonly condition: never };

function targetOf(db: CliDb, options: RestoreCommandOptions, cwd: string): AnyTarget {
  const asked = [options.all === true, options.beginsWith !== undefined, options.key !== undefined || options.keys !== undefined];
  if (asked.filter(Boolean).length !== 1)
    throw new CliError('Say what to restore, in one way: --all, --begins-with JSON, or --key JSON and --keys FILE.');
  if (options.all) return 'all';
  if (options.beginsWith === undefined) return keysOf(db, options, cwd);
  const view = viewNamed(db, options.view);
  return { view: view as never, condition: beginsWith(jsonFields(options.beginsWith, '--begins-with')) as never }; // of a view whose types are not known here
}

function linesOf(result: RestoreResult): readonly string[] {
  const { dryRun, itemsRestored, itemsHeld, bytesRestored, itemsSkipped, durationMs, errors, errorCount } = result;
  const would = dryRun ? 'would be restored' : 'restored';
  const held = itemsHeld === 0 ? '' : `${count(itemsHeld)} that ${dryRun ? 'are' : 'were'} hot ${dryRun ? 'would stay' : 'stay'}, too; `;
  return [
    `${counted(itemsRestored, 'item')} ${would}, ${bytes(bytesRestored)}; ${held}${count(itemsSkipped)} skipped; ${duration(durationMs)}`,
    ...result.tables.map(({ table, entity, itemsRestored: items }) => `  ${table} ${entity}: ${count(items)}`),
    ...errorLines(errors, errorCount),
  ];
}

export function addRestore(program: Command, run: Runner): void {
  addCapacityOptions(addTimeoutOption(addCheckpointOption(program.command('restore'), 'restore', '. Not for keys')))
    .description('bring archived items back to DynamoDB')
    .option('--all', 'every archived item of the database')
    .option('--view <table.view>', 'the inline view that the keys are of, such as users.sessions')
    .option('--key <json>', 'the key of an item, as JSON; may be repeated', repeated)
    .option('--keys <file>', 'a file of keys, one JSON object a line')
    .option('--begins-with <json>', 'the items of a partition, or those whose sort key begins so: \'{"userId":"u1"}\'')
    .option(
      '--not-again-before <date>',
      'no run archives them before this date, hot ones of the keys or the condition included (default: 30 days from now, restored ones alone)',
      dateOption,
    )
    .option('--dry-run', 'only tell what would be restored')
    .action(
      run(async ({ db, terminal, signal, cwd, commandLine }, options: RestoreCommandOptions) => {
        const target = targetOf(db, options, cwd);
        const resumes = typeof target === 'string' || !Array.isArray(target);
        const checkpoints = await resuming(options, cwd, terminal, !resumes || options.dryRun);
        const progress = new Progress(terminal, 'items');
        const result = await db
          .restore(target as 'all', {
            signal,
            ...timeLimit(options),
            checkpoints,
            dryRun: options.dryRun ?? false,
            ...capacityLimits(options),
            ...(options.notAgainBefore && { notAgainBefore: options.notAgainBefore }),
            onProgress: at =>
              progress.update({
                done: at.itemsProcessed,
                detail: `${count(at.itemsRestored)} restored, ${counted(at.errorCount, 'error')}`,
              }),
          })
          .finally(() => progress.end());
        return endOfRun(terminal, result, linesOf(result), { commandLine, dryRun: options.dryRun });
      }),
    );
}
