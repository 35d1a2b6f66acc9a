import type { VerifyReport } from '@tempest-ts/hybrid';
import type { Command } from 'commander';
import { bytes, count, counted, duration } from '../terminal/format.js';
import { Progress } from '../terminal/progress.js';
import { textTable } from '../terminal/text-table.js';
import { adoptedOf } from './adopt-option.js';
import { addReadCapacityOption, type CapacityOptions, readCapacityLimit } from './capacity-options.js';
import { addHtmlOption, type HtmlOption, htmlReport } from './html-report.js';
import { repeated } from './option-values.js';
import { addCheckpointOption, type CheckpointOption, resuming } from './resuming.js';
import type { Runner } from './run-command.js';
import { endOfRun } from './run-end.js';
import { errorLine, errorLines } from './run-lines.js';
import { addTimeoutOption, type TimeoutOption, timeLimit } from './timeout-option.js';

function linesOf({ entities, objects, problems, problemCount, clean, complete, durationMs }: VerifyReport): readonly string[] {
  const columns = [
    { title: 'table' },
    { title: 'entity' },
    { title: 'intact', align: 'right' },
    { title: 'damaged', align: 'right' },
    { title: 'half rows', align: 'right' },
    { title: 'in S3', align: 'right' },
  ] as const;
  const rows = entities.map(({ table, entity, itemsIntact, itemsDamaged, halfRows, bytesStored }) => [
    table,
    entity ?? '(none declared)',
    count(itemsIntact),
    count(itemsDamaged),
    count(halfRows),
    bytes(bytesStored),
  ]);
  return [
    ...textTable(columns, rows),
    '',
    `objects: ${count(objects.referenced)} in use (${bytes(objects.bytesReferenced)}), ${count(objects.orphaned)} orphaned (${bytes(objects.bytesOrphaned)}, for \`sweep\`), ${count(objects.swept)} swept, ${count(objects.foreign)} foreign`,
    clean
      ? `Clean: every archived item can be read. ${duration(durationMs)}`
      : `${counted(problemCount, 'problem')} in ${duration(durationMs)}${complete ? '' : ', and not everything was looked at'}:`,
    ...errorLines(problems, problemCount).slice(2),
  ];
}

/** Problems that are said as they are found: a log is not to be of every item of a bucket that is gone. */
const SAID = 1_000;

interface VerifyCommandOptions extends Pick<CapacityOptions, 'readCapacity'>, HtmlOption, CheckpointOption, TimeoutOption {
  readonly adopt?: readonly string[];
  readonly expectNone?: boolean;
}

export function addVerify(program: Command, run: Runner): void {
  addReadCapacityOption(addTimeoutOption(addCheckpointOption(addHtmlOption(program.command('verify')), 'verify')))
    .description('read every archived item, and look at every object: missing, damaged, left over. Changes nothing')
    .option('--adopt <table=id>', 'a table of an earlier life, whose objects are not foreign; may be repeated', repeated)
    .option('--expect-none', 'that no row is archived any more: exit code 3 where one is')
    .action(
      run(async ({ db, terminal, signal, cwd, commandLine }, options: VerifyCommandOptions) => {
        const { adopt, expectNone = false } = options;
        const writeReport = htmlReport<VerifyReport>(options, cwd, terminal);
        const checkpoints = await resuming(options, cwd, terminal);
        const progress = new Progress(terminal, 'archived rows and objects');
        let problems = 0;
        const result = await db
          .verifyArchive({
            signal,
            ...timeLimit(options),
            ...readCapacityLimit(options),
            adopt: adoptedOf(adopt),
            checkpoints,
            // Now, not in the end: one that is killed has passed them, and the next does not find them again.
            onProblem: problem => {
              problems += 1;
              if (problems <= SAID) progress.say(`Found: ${errorLine(problem)}`);
            },
            onProgress: at => progress.update({ done: at.rowsVerified + at.objectsSeen, detail: counted(at.problemCount, 'problem') }),
          })
          .finally(() => progress.end());
        const archived = result.entities.reduce((sum, { itemsIntact, itemsDamaged }) => sum + itemsIntact + itemsDamaged, 0);
        const found = archived === 0 ? 'No row is archived.' : `${counted(archived, 'row')} archived, and none is expected: restore --all`;
        const lines = [...linesOf(result), ...(expectNone && result.complete ? ['', found] : [])];
        const findings = !result.clean || (expectNone && archived > 0);
        return writeReport(
          result,
          ({ verificationReport }) => verificationReport,
          endOfRun(terminal, result, lines, { commandLine, findings }),
        );
      }),
    );
}
