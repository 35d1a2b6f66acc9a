import type { Command } from 'commander';
import { EXIT_CODE } from '../exit-code.js';
import { bytes, count } from '../terminal/format.js';
import { Progress } from '../terminal/progress.js';
import { textTable } from '../terminal/text-table.js';
import type { Runner } from './run-command.js';
import { archivalState, unreadLines } from './run-lines.js';

/** One entity of one table. */
interface EntityStats {
  readonly table: string;
  readonly entity: string;
  readonly hotItems: number;
  readonly hotBytes: number;
  /** Of the hot ones, those that a run would move. */
  readonly dueItems: number;
  readonly archivedItems: number;
  /** Before compression. */
  readonly archivedBytes: number;
}

export function addStats(program: Command, run: Runner): void {
  program
    .command('stats')
    .description('items and bytes of each entity in either tier, and what is due. Reads the tables twice; writes nothing')
    .action(
      run(async ({ db, terminal, signal }) => {
        const progress = new Progress(terminal, 'rows');
        const plan = await db
          .archiveOldDataDryRun({ signal, onProgress: at => progress.update(archivalState(at, 'due')) })
          .finally(() => progress.end());
        const archived = await db.restore('all', { dryRun: true, signal });
        const places = [...plan.entities, ...archived.tables].map(({ table, entity }) => ({ table, entity }));
        const known = places.filter(
          (place, at) => places.findIndex(other => other.table === place.table && other.entity === place.entity) === at,
        );
        const stats = known.map(({ table, entity }): EntityStats => {
          const of = <T extends { readonly table: string; readonly entity: string }>(list: readonly T[]): T | undefined =>
            list.find(each => each.table === table && each.entity === entity);
          const ages = of(plan.entities)?.ages ?? [];
          return {
            table,
            entity,
            hotItems: ages.reduce((sum, { items }) => sum + items, 0),
            hotBytes: ages.reduce((sum, { bytes: size }) => sum + size, 0),
            dueItems: of(plan.tables)?.itemsArchived ?? 0,
            archivedItems: of(archived.tables)?.itemsRestored ?? 0,
            archivedBytes: of(archived.tables)?.bytesRestored ?? 0,
          };
        });
        const complete = plan.complete && archived.complete;
        const stopped = plan.stopped ?? (signal.aborted ? 'signal' : undefined);
        const right = (title: string) => ({ title, align: 'right' as const });
        terminal.result({ complete, entities: stats }, [
          ...textTable(
            [{ title: 'table' }, { title: 'entity' }, right('hot'), right('bytes'), right('due'), right('archived'), right('bytes')],
            stats.map(each => [
              each.table,
              each.entity,
              count(each.hotItems),
              bytes(each.hotBytes),
              count(each.dueItems),
              count(each.archivedItems),
              bytes(each.archivedBytes),
            ]),
          ),
          ...unreadLines({ complete, stopped }),
        ]);
        if (complete) return EXIT_CODE.ok;
        return stopped === undefined ? EXIT_CODE.findings : EXIT_CODE.stopped;
      }),
    );
}
