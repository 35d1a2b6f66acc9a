import { type BoundView, type Row, rowKey, type TableSchema } from '@tempest-ts/tempest/extend';
import type { HybridEntities } from '../entity/hybrid-entities.js';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import type { Limiter } from '../hydrate/limiter.js';
import { interleave, partitionOf } from '../move/partition-line.js';
import { type SelectionRules, selectRow } from '../move/select.js';
import type { LiveTable } from '../preflight/live-table.js';
import { isEventuallyConsistent } from '../preflight/table-findings.js';
import type { FailureWatch } from '../walk/failure-watch.js';
import type { PageReader } from '../walk/page-reader.js';
import type { Dealt, DealtLater } from '../walk/pages-in-order.js';
import type { RawPage } from '../walk/read-page.js';
import { partId, type ReadPart } from '../walk/read-part.js';
import { noteOldest, type TablePosition } from '../walk/run-position.js';
import type { RunStop } from '../walk/run-stop.js';
import { walkParts } from '../walk/walk-parts.js';
import type { ArchivalReport } from './archival-report.js';
import type { ArchivalStage } from './archival-result.js';
import type { ArchivedItem } from './archive-options.js';
import type { ItemHandler, OldItem } from './item-handler.js';
import type { MoveQuota, TableShare } from './move-quota.js';
import { StageError } from './stage-error.js';

/** What the passes of a run share. */
export interface PassContext {
  readonly entities: HybridEntities;
  /** The database's tables with their views' codecs. */
  readonly tables: ReadonlyMap<TableSchema, ReadonlyMap<string, BoundView>>;
  readonly rules: Omit<SelectionRules, 'coolDownMs'>;
  /** For tables whose replicas agree later, in milliseconds. */
  readonly coolDownMs: number;
  readonly reader: PageReader;
  readonly handler: ItemHandler;
  /** Whether the handler moves what it is given: a dry run's leaves it hot. */
  readonly moves: boolean;
  readonly report: ArchivalReport;
  readonly quota: MoveQuota;
  readonly limiter: Limiter;
  readonly failures: FailureWatch;
  readonly stop: RunStop;
  readonly onItem: ((item: ArchivedItem) => void) | undefined;
  /** The page of a part is dealt with. */
  readonly onPage: (table: TableSchema) => Promise<void>;
}

/** One table, and how far it is read. */
export interface PassTable {
  readonly schema: TableSchema;
  readonly live: LiveTable;
  readonly parts: readonly ReadPart[];
  readonly position: TablePosition;
  /** Of the parts, by DynamoDB's own count of the table's, up to six hours old. */
  readonly approximateRows: number;
}

/** A page, and when it was asked for, by `performance.now()`. */
type PassPage = RawPage & { readonly readAt: number };

/** One pass over a table: reads its parts side by side, selects, and has the handler deal with what is selected. */
export class TablePass {
  readonly #context: PassContext;
  readonly #table: PassTable;
  readonly #share: TableShare;
  readonly #coolDownMs: number;

  constructor(context: PassContext, table: PassTable) {
    this.#context = context;
    this.#table = table;
    const { schema, live, position, approximateRows } = table;
    this.#coolDownMs = isEventuallyConsistent(live.description) ? context.coolDownMs : 0;
    this.#share = {
      tableName: schema.tableName,
      approximateRows,
      rowsScanned: position.rowsScanned,
      moved: position.moved,
    };
  }

  /** @param workers parts that are read at once */
  async run(workers: number): Promise<void> {
    const { schema, parts, position } = this.#table;
    const { stop, onPage, handler } = this.#context;
    await walkParts({
      parts,
      position,
      workers,
      isStopped: () => stop.stopped,
      read: (part, start) => this.#nextPage(part, start),
      handle: (page, part) => this.#movePage(page, partId(part)),
      flush: () => {
        stop.landed(); // a pack that is not full yet is not begun
        handler.gatherer?.flush();
      },
      onPage: () => onPage(schema),
      fail: error => stop.fail(error),
    });
  }

  /** Deals with a page. Resolves at once for what is gathered, which may wait for items of later pages. */
  async #movePage({ rows, scanned, unread, unreadCause, readAt }: PassPage, part: string): Promise<Dealt | DealtLater> {
    const { handler, report, limiter, entities } = this.#context;
    const { gatherer } = handler;
    report.scanned(scanned);
    for (const entry of unread) this.#failed(entities.ofRow(this.#table.schema, entry), entry, 'scan', unreadCause);
    this.#share.rowsScanned += scanned;
    const old = rows.map(row => this.#select(row, { part, readAt })).filter(item => item !== undefined);
    const gathered = old.filter(({ entity }) => gatherer?.gathers(entity)).map(item => this.#move(item));
    const apart = old.filter(({ entity }) => !gatherer?.gathers(entity));
    const line = interleave(apart, ({ row }) => partitionOf(this.#table.schema, row)).map(item => limiter.run(() => this.#move(item)));
    const dealt = this.#dealt([...gathered, ...line]);
    if (gathered.length === 0) {
      const done = await dealt;
      await gatherer?.room(); // what was gathered long ago is not to wait for pages that have something for it
      return done;
    }
    dealt.catch(error => this.#context.stop.fail(error)); // nobody waits for it yet
    await Promise.allSettled(line);
    await gatherer?.room();
    return { later: dealt };
  }

  async #dealt(items: readonly Promise<Dealt>[]): Promise<Dealt> {
    const settled = await Promise.allSettled(items);
    this.#table.position.moved = this.#share.moved;
    for (const result of settled) if (result.status === 'rejected') throw result.reason;
    return settled.some(result => result.status === 'fulfilled' && result.value === 'left') ? 'left' : 'done';
  }

  /** `undefined` where the part cannot be read on: the others are. */
  async #nextPage(part: ReadPart, start: Row | undefined): Promise<PassPage | undefined> {
    const { reader, failures, stop, report } = this.#context;
    const { schema, live } = this.#table;
    const readAt = performance.now();
    try {
      return { ...(await reader.read({ table: schema, live, part, rows: 'hot', start })), readAt };
    } catch (cause) {
      if (stop.signal.aborted) return undefined;
      if (failures.isHopeless(cause)) throw cause;
      report.incomplete({ table: schema.tableName, entity: undefined, key: undefined, stage: 'scan', cause });
      return undefined;
    }
  }

  /** The row, where it is old enough to move. */
  #select(row: Row, read: Pick<OldItem, 'part' | 'readAt'>): OldItem | undefined {
    const { entities, tables, handler, report, rules } = this.#context;
    const { schema, live } = this.#table;
    const entity = entities.ofRow(schema, row);
    const codec = entity && tables.get(schema)?.get(entity.view.name)?.codec;
    const selected = entity && codec && selectRow(entity, codec, row, { ...rules, coolDownMs: this.#coolDownMs });
    const timestamp = selected && selected.kind !== 'unclear' ? selected.timestamp : undefined;
    if (selected?.kind !== 'stays' || selected.why !== 'archived') handler.saw({ table: schema, live, row, entity, timestamp });
    if (!entity || !selected) return undefined;
    if (selected.kind === 'old') return { entity, live, row, timestamp: selected.timestamp, ...read };
    if (selected.kind === 'unclear') this.#failed(entity, row, 'select', selected.cause);
    else if (selected.why === 'young') this.#stays(entity, selected.timestamp);
    else if (selected.why === 'small' || selected.why === 'future') report.stays(schema.tableName, entity.schema.name, selected.why);
    return undefined;
  }

  /** An item that a later run is to move, or this one should have. One that is old enough but was written just now is no laggard. */
  #stays({ schema, ageMs }: HybridEntity, timestamp: Date | undefined, isDue = false): void {
    if (!timestamp || (!isDue && timestamp.getTime() < this.#context.rules.now.getTime() - ageMs)) return;
    noteOldest(this.#table.position, schema.name, timestamp.getTime());
  }

  /** `'left'`: the run stopped before it came to this item. */
  async #move(item: OldItem): Promise<Dealt> {
    const { stop, quota, handler, report, failures, onItem } = this.#context;
    const { schema } = this.#table;
    const { entity, row } = item;
    if (stop.stopped) return 'left';
    const refused = quota.take(this.#share);
    if (refused) {
      stop.wind(refused);
      return 'left';
    }
    let moved = false;
    try {
      const outcome = await handler.handle(item, stop.signal);
      if (!this.#context.moves) this.#stays(entity, item.timestamp, true);
      moved = outcome.kind === 'archived';
      report.item(schema.tableName, entity.schema.name, outcome);
      if (moved) failures.passed();
      if (moved) onItem?.({ table: schema.tableName, entity: entity.schema.name, key: rowKey(schema, row) });
      return 'done';
    } catch (error) {
      if (!(error instanceof StageError)) throw error;
      // An abort is no failure of an item. It is hot and whole, or its swap, which is sent no further, has landed all the same: the next run looks.
      if (stop.signal.aborted && error.stage !== 'swap') return 'left';
      const isHopeless = failures.isHopeless(error.cause);
      if (stop.signal.aborted && !isHopeless) return 'left';
      this.#stays(entity, item.timestamp, true);
      this.#failed(entity, row, error.stage, error.cause);
      if (!isHopeless) return 'done';
      stop.fail(error.cause); // now, not when the page is done: every other item of it would store an object in vain
      throw error.cause;
    } finally {
      if (!moved) quota.giveBack(this.#share);
    }
  }

  #failed(entity: HybridEntity | undefined, row: Row, stage: ArchivalStage, cause: unknown): void {
    const { schema } = this.#table;
    const place = { table: schema.tableName, entity: entity?.schema.name };
    this.#context.report.item(place.table, place.entity, { kind: 'failed', error: { ...place, key: rowKey(schema, row), stage, cause } });
  }
}
