import type { ArchivalPlan, EntityPlan, LayoutPlan } from '@tempest-ts/hybrid';
import type { Command } from 'commander';
import { EXIT_CODE } from '../exit-code.js';
import { bytes, count, dollars, percent } from '../terminal/format.js';
import { Progress } from '../terminal/progress.js';
import { textTable } from '../terminal/text-table.js';
import { addHtmlOption, type HtmlOption, htmlReport } from './html-report.js';
import type { Runner } from './run-command.js';
import { archivalState, archivalTable, capacityLine, errorLines, unreadLines } from './run-lines.js';
import { addRunLimits, type RunLimitOptions, runLimits } from './run-options.js';

const months = (count: number | undefined): string => (count === undefined ? 'never' : `after ${count.toFixed(1)} months`);

function costLines({ cost, prices }: ArchivalPlan): readonly string[] {
  const { moveCost, monthlyBefore, monthlyAfter, monthlySaving, savedShare, paybackMonths } = cost;
  return [
    `storage a month: ${dollars(monthlyBefore)} now, ${dollars(monthlyAfter)} then; saves ${dollars(monthlySaving)} (${percent(savedShare)})`,
    `the move costs ${dollars(moveCost)} once, and pays back ${months(paybackMonths)}`,
    `(prices: ${prices.region}, ${prices.asOf}, on demand)`,
  ];
}

/** Which layout pays, and what from which size on. */
function verdict({ layout, layouts, pays }: EntityPlan): readonly string[] {
  if (pays === undefined) return ['  neither ever pays'];
  const below = ({ neverPaysBelowBytes: size }: LayoutPlan): string => (size === undefined ? 'of no size' : `from ${count(size)} bytes on`);
  const hint = pays === layout ? '' : `, and the entity is archived as '${layout}': set layout: '${pays}'`;
  return [
    `  '${pays}' pays sooner${hint}`,
    `  objects of their own save money for items ${below(layouts.single)}, packs for items ${below(layouts.packed)}`,
  ];
}

function layoutLines({ entities }: ArchivalPlan): readonly string[] {
  return entities.flatMap(plan => {
    const { entity, table, layout, layouts } = plan;
    if (layouts.single.cost.puts === 0) return [];
    const rows = (['single', 'packed'] as const).map(name => {
      const { bytesStored, cost } = layouts[name];
      return [
        name === layout ? `${name} (as declared)` : name,
        count(cost.puts),
        bytes(bytesStored),
        dollars(cost.moveCost),
        dollars(cost.monthlyBefore),
        dollars(cost.monthlyAfter),
        months(cost.paybackMonths),
      ];
    });
    const right = ['objects', 'in S3', 'the move', 'a month now', 'a month then', 'pays back'];
    const columns = [{ title: 'layout' }, ...right.map(title => ({ title, align: 'right' as const }))];
    return ['', `${entity} in ${table}, by layout:`, ...textTable(columns, rows).map(line => `  ${line}`), ...verdict(plan)];
  });
}

function ageLines({ entities }: ArchivalPlan): readonly string[] {
  return entities.flatMap(({ entity, table, ages }) => {
    if (ages.length === 0) return [];
    const rows = ages.map(({ fromDays, toDays, items, bytes: size }) => [
      toDays === undefined ? `${count(fromDays)} and more` : `${count(fromDays)} to ${count(toDays)}`,
      count(items),
      bytes(size),
    ]);
    const columns = [
      { title: 'days old', align: 'right' },
      { title: 'items', align: 'right' },
      { title: 'bytes', align: 'right' },
    ] as const;
    return ['', `${entity} in ${table}, by age:`, ...textTable(columns, rows).map(line => `  ${line}`)];
  });
}

export function addPlan(program: Command, run: Runner): void {
  const command = program
    .command('plan')
    .description('what `archive` would do now: items, bytes, dollars, and what would go wrong. Changes nothing');
  addHtmlOption(addRunLimits(command)).action(
    run(async ({ db, terminal, signal, cwd }, options: RunLimitOptions & HtmlOption) => {
      const writeReport = htmlReport<ArchivalPlan>(options, cwd, terminal);
      const progress = new Progress(terminal, 'rows');
      const plan = await db
        .archiveOldDataDryRun({ ...runLimits(db, options), signal, onProgress: at => progress.update(archivalState(at, 'to archive')) })
        .finally(() => progress.end());
      const { stopped } = plan;
      const problems = plan.problems.map(({ message }) => `  ${message}`);
      terminal.result(plan, [
        ...archivalTable(plan, 'would move'),
        ...ageLines(plan),
        ...layoutLines(plan),
        '',
        ...costLines(plan),
        capacityLine(plan),
        ...(problems.length === 0 ? [] : ['', 'What would go wrong, or not as expected:', ...problems]),
        ...errorLines(plan.errors, plan.errorCount),
        ...unreadLines(plan),
      ]);
      const read = plan.complete && plan.errorCount === 0 && problems.length === 0 ? EXIT_CODE.ok : EXIT_CODE.findings;
      return writeReport(plan, ({ planReport }) => planReport, stopped === undefined ? read : EXIT_CODE.stopped);
    }),
  );
}
