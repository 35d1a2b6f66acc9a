import type { ImportFailure, ImportOptions, ImportResult } from '@tempest-ts/hybrid';
import type { Command } from 'commander';
import type { ConnectionOptions } from '../connection/connection-options.js';
import { openExport } from '../connection/export-source.js';
import { bytes, count, counted, duration } from '../terminal/format.js';
import { Progress } from '../terminal/progress.js';
import { addCapacityOptions, type CapacityOptions, capacityLimits } from './capacity-options.js';
import { confirmed } from './confirmed.js';
import { numberOption } from './option-values.js';
import { addCheckpointOption, type CheckpointOption, resuming } from './resuming.js';
import type { Runner } from './run-command.js';
import { endOfRun } from './run-end.js';
import { errorLines, warningLines } from './run-lines.js';
import { addTimeoutOption, type TimeoutOption, timeLimit } from './timeout-option.js';

interface ImportCommandOptions extends ConnectionOptions, CapacityOptions, CheckpointOption, TimeoutOption {
  readonly from: string;
  readonly table?: string;
  readonly tier: NonNullable<ImportOptions['tier']>;
  readonly overwrite?: boolean;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly maxItems?: number;
}

const placeOf = ({ file, line, cause }: ImportFailure) => ({ table: line === undefined ? file : `${file}, line ${line}`, cause });

function linesOf(result: ImportResult): readonly string[] {
  const { dryRun, table, itemCount, itemsRead, itemsImported, itemsArchived, pointersImported, itemsExisting, bytesStored } = result;
  const { writeUnits, durationMs, errors, errorCount, warnings } = result;
  const would = dryRun ? 'would be imported' : 'imported';
  return [
    `${count(itemsRead)} of ${counted(itemCount, 'item')} read in ${duration(durationMs)}; ${count(writeUnits)} write units`,
    `  ${count(itemsImported)} ${would} into ${table}: ${count(itemsArchived)} straight to S3 (${bytes(bytesStored)}), ${count(pointersImported)} were archived already`,
    ...(dryRun ? [] : [`  ${count(itemsExisting)} were there already, and stayed as they were`]),
    ...warningLines(warnings),
    ...errorLines(errors.map(placeOf), errorCount),
  ];
}

export function addImport(program: Command, run: Runner): void {
  addCapacityOptions(addTimeoutOption(addCheckpointOption(program.command('import'), 'import')))
    .description('bring the rows of a DynamoDB table export into a table, as they are or straight into S3')
    .requiredOption(
      '--from <place>',
      'the folder that holds the export’s manifest-summary.json: s3://bucket/AWSDynamoDB/ID/, or one of this machine',
    )
    .option('--table <name>', 'the table, by its declared name, where there are several')
    .option('--tier <tier>', 'hot: as they are; by-age: old ones straight to S3; archived: all of them', 'hot')
    .option('--overwrite', 'replace rows that are there already; asks first')
    .option('--yes', 'do not ask')
    .option('--dry-run', 'only tell what would be imported')
    .option('--max-items <n>', 'stop after so many rows', numberOption)
    .action(
      run(async (context, options: ImportCommandOptions) => {
        const { db, terminal, signal, cwd, commandLine } = context;
        const { from, table, tier, overwrite = false, dryRun = false, maxItems } = options;
        if (overwrite && !dryRun) await confirmed(context, 'Replace rows that are there already by those of the export?', options.yes);
        const checkpoints = await resuming(options, cwd, terminal, dryRun);
        const { source, close } = openExport(from, options, cwd);
        const progress = new Progress(terminal, 'rows');
        const result = await db
          .importExport(source, {
            table,
            tier,
            overwrite,
            dryRun,
            maxItems,
            checkpoints,
            signal,
            ...capacityLimits(options),
            ...timeLimit(options),
            onProgress: at =>
              progress.update({
                done: at.itemsRead,
                total: at.itemCount,
                detail: `${count(at.itemsImported)} imported, ${count(at.filesDone)} of ${counted(at.files, 'file')}, ${counted(at.errorCount, 'error')}`,
              }),
          })
          .finally(() => {
            progress.end();
            close();
          });
        return endOfRun(terminal, result, linesOf(result), { commandLine, dryRun });
      }),
    );
}
