import { setMaxListeners } from 'node:events';
import { type HydrationEvent, RequestError, TempestError } from '@tempest-ts/tempest';
import {
  ARCHIVE_ATTRIBUTE,
  type ConditionNode,
  linkedAbort,
  type ReadonlyRow,
  type ReadScope,
  type ResolvedRow,
  type Row,
  retriedBy,
  rowBytes,
  S3_KEY_ATTRIBUTE,
  type Tier,
  type ViewSchema,
  type Wire,
  type WriteScope,
} from '@tempest-ts/tempest/extend';
import { rowsEqual } from '../body/rows-equal.js';
import type { HybridEntities } from '../entity/hybrid-entities.js';
import type { HydrationError } from '../errors.js';
import { isLegacyPointer } from '../pointer/legacy-pointer.js';
import { hasSamePointer } from '../pointer/pointer.js';
import { FIRST_SCHEMA_VERSION } from '../schema/schema-history.js';
import { retry } from '../store/retry.js';
import { type ArchiveOrigin, rememberOrigin } from './archive-origin.js';
import type { AskedFilters } from './asked-filters.js';
import { hydrationFailure } from './hydration-failure.js';
import { isArchivedRow } from './is-archived-row.js';
import { pointerAttributes } from './pointer-attributes.js';
import type { ArchiveReader, PointerContext } from './pointer-context.js';
import { PointerReadError } from './pointer-read-error.js';
import { readAgain } from './read-again.js';
import { readArchived } from './read-archived.js';
import { restoreRow } from './restore-row.js';
import { widenFilter } from './widen-filter.js';

/** What a hydrator is made of. */
export interface HydratorOptions {
  readonly wire: Wire;
  readonly reader: ArchiveReader;
  readonly entities: HybridEntities;
  readonly filters: AskedFilters;
  /** Objects that the reader reads at once. */
  readonly concurrency: number;
  readonly onHydrationError: 'throw' | 'report';
  /** Is told of each archived item that was needed whole. */
  readonly tell: (event: HydrationEvent) => void;
}

/** A row that is archived anew each time it is read is given up after so many states of it. */
const MAX_STATES = 10;

/** Times that a write has its row restored where a transaction is in the way: the SDK sends such a request once, and an item that is hot would not need it. */
const CONFLICT_ATTEMPTS = 5;
const isConflict = (error: unknown): boolean => error instanceof RequestError && error.code === 'WRITE_CONFLICT';

/** Whether a row is in the state, and at the place of an index, in which the index has shown it. */
function isStill(row: ReadonlyRow, seen: ReadonlyRow, { index }: ReadScope): boolean {
  const keys = [index?.partitionKey, index?.sortKey].filter(name => name !== undefined);
  const placeOf = (each: ReadonlyRow) => Object.fromEntries(keys.flatMap(name => (each[name] ? [[name, each[name]]] : [])));
  return hasSamePointer(seen, row, pointerAttributes(seen)) && rowsEqual(placeOf(row), placeOf(seen));
}

const isFailure = (result: unknown): result is { readonly failure: TempestError } =>
  typeof result === 'object' && result !== null && 'failure' in result;

/** The tier of archived items: turns pointers into whole rows, so that reads go on as if nothing had moved. */
export class Hydrator implements Tier {
  readonly concurrency: number;
  readonly #options: HydratorOptions;

  constructor(options: HydratorOptions) {
    this.#options = options;
    this.concurrency = options.concurrency;
  }

  needsResolving(row: ReadonlyRow): boolean {
    return row[ARCHIVE_ATTRIBUTE] !== undefined || isLegacyPointer(row);
  }

  /** An upcaster may use whatever a row keeps. */
  readsWhole({ table }: ViewSchema): boolean {
    return this.#options.entities.of(table).some(({ history }) => history.version > FIRST_SCHEMA_VERSION);
  }

  resolvedBytes(row: ReadonlyRow): number {
    // A damaged pointer may say anything; its row then fails when it is resolved.
    return rowBytes(row) + Math.max(0, Number(row[ARCHIVE_ATTRIBUTE]?.M?.b?.N) || 0);
  }

  decoded(item: object, origin: object): void {
    rememberOrigin(item, origin as ArchiveOrigin); // `resolve` made it
  }

  widenFilter(view: ViewSchema, filter: ConditionNode): ConditionNode {
    if (!this.#mayHoldPointers(view)) return filter;
    // Of a view of several classes no one set of kept attributes tells: it is no entity's own.
    const entity = this.#options.entities.of(view.table).find(({ schema }) => schema === view.entity);
    if (entity) this.#options.filters.ask(entity, filter);
    return widenFilter(view, entity, filter);
  }

  async restore(row: Row, scope: WriteScope): Promise<void> {
    const { wire, reader } = this.#options;
    const { table, signal } = scope;
    const options = { wire, reader, context: this.#context(scope, false) };
    const retried = retriedBy(wire.observer, { service: 'dynamodb', operation: 'UpdateItem', target: table.tableName });
    const policy = { attempts: CONFLICT_ATTEMPTS, isRetryable: isConflict, signal, retried };
    try {
      await this.#told('restore', row, scope, () => retry(policy, () => restoreRow(options, row, scope)));
    } catch (error) {
      if (!signal?.aborted || error instanceof TempestError) throw error;
      const message = `A write to table ${table.tableName} was aborted while its archived row was restored: it was not sent.`;
      throw new RequestError('ABORTED', message, 'UpdateItem', table.tableName, 'not-applied', { cause: signal.reason });
    }
  }

  async resolve(rows: readonly Row[], scope: ReadScope): Promise<readonly ResolvedRow[]> {
    // Where one failure fails the read, the objects that nobody will see are not waited for.
    const { controller, release } = linkedAbort(scope.signal);
    const { signal } = controller;
    setMaxListeners(0, signal); // each request listens; Node warns of a leak from the eleventh on
    const tasks = rows.map(async (row): Promise<ResolvedRow> => {
      if (!isArchivedRow(this.#options.entities, scope.table, row)) return { row };
      return this.#told('read', row, { table: scope.table, signal }, () => this.#resolveRow(row, { ...scope, signal }));
    });
    try {
      return await Promise.all(tasks);
    } catch (error) {
      controller.abort(error);
      await Promise.allSettled(tasks);
      if (!scope.signal?.aborted) throw error;
      const { table, deleted } = scope;
      const [row] = rows;
      if (deleted && row) {
        const aborted = new PointerReadError('unavailable', 'the read was aborted', row[S3_KEY_ATTRIBUTE]?.S ?? '', scope.signal.reason);
        throw this.#failure(aborted, row, scope);
      }
      const message = `The read of archived items of table ${table.tableName} was aborted.`;
      throw new RequestError('ABORTED', message, 'GetObject', table.tableName, 'not-applied', { cause: scope.signal.reason });
    } finally {
      release();
    }
  }

  /** Whether the view may show rows of an entity that is archived. A class of its own over an index may show any of the table's. */
  #mayHoldPointers({ table, entity, kind, members }: ViewSchema): boolean {
    if (members.length > 0) return members.some(member => this.#mayHoldPointers(member));
    const hybrid = this.#options.entities.of(table);
    if (hybrid.some(({ schema }) => schema === entity)) return true;
    const isOther = [...table.views.values()].some(view => view.kind === 'inline' && view.entity === entity);
    return kind === 'index' && !isOther && hybrid.length > 0;
  }

  /** Tells what became of an archived row, but for one that nobody waits for any more. */
  async #told<T>(
    purpose: HydrationEvent['purpose'],
    row: Row,
    { table, signal }: Pick<WriteScope, 'table' | 'signal'>,
    step: () => Promise<T>,
  ): Promise<T> {
    const began = performance.now();
    const tell = (error: TempestError | undefined): void => {
      const entity = this.#options.entities.ofRow(table, row)?.schema.name;
      this.#options.tell({ table: table.tableName, entity, purpose, latencyMs: performance.now() - began, error });
    };
    try {
      const result = await step();
      // Another has restored the row, or written it: this one did nothing.
      if (result !== 'moved-on') tell(isFailure(result) ? result.failure : undefined);
      return result;
    } catch (error) {
      if (error instanceof TempestError && !signal?.aborted) tell(error);
      throw error;
    }
  }

  async #resolveRow(seen: Row, scope: ReadScope): Promise<ResolvedRow> {
    const { wire, reader } = this.#options;

    const context = this.#context(scope, scope.view.entity.byAttribute.has(S3_KEY_ATTRIBUTE));
    let first = seen;
    let row: Row = seen;
    if (this.#lacksForUpcast(seen, scope)) {
      const whole = await readAgain(wire, scope.table, seen, scope);
      if (!whole) return { gone: true };
      row = whole;
      if (isStill(whole, seen, scope)) first = whole;
    }
    let last: PointerReadError | undefined;
    for (let states = 0; states < MAX_STATES; states += 1) {
      try {
        const completed = await readArchived(reader, context, row);
        const resolved = completed ?? { row };
        return row === first || scope.matches(resolved.row) ? resolved : { gone: true };
      } catch (error) {
        if (!(error instanceof PointerReadError)) throw error;
        scope.signal?.throwIfAborted();
        last = error;
      }
      if (scope.deleted) return this.#failed(last, row, scope);
      const fresh = await readAgain(wire, scope.table, row, scope);
      if (!fresh) return { gone: true };
      if (hasSamePointer(row, fresh, pointerAttributes(row))) return this.#failed(last, row, scope);
      row = fresh;
    }
    const unsettled = new PointerReadError('unsettled', `it changed ${MAX_STATES} times while it was read`, last?.s3Key ?? '', last);
    return this.#failed(unsettled, row, scope);
  }

  /** An index may not carry all that a row keeps, and an upcaster may use any of it: of an item that is to be upcast the row itself is read. */
  #lacksForUpcast(row: Row, { table, index }: ReadScope): boolean {
    if (!index || index.projection === 'all') return false;
    const { version } = this.#options.entities.ofRow(table, row)?.history ?? {};
    return version !== undefined && version > Number(row[ARCHIVE_ATTRIBUTE]?.M?.s?.N ?? FIRST_SCHEMA_VERSION);
  }

  #context({ table, signal }: Pick<WriteScope, 'table' | 'signal'>, keepsS3Key: boolean): PointerContext {
    const { entities } = this.#options;
    return { table, entityOf: row => entities.ofRow(table, row), keepsS3Key, signal };
  }

  #failed(error: PointerReadError, row: Row, scope: ReadScope): ResolvedRow {
    const failure = this.#failure(error, row, scope);
    if (this.#options.onHydrationError === 'throw') throw failure;
    return { failure, key: failure.key };
  }

  #failure(error: PointerReadError, row: Row, { table, deleted }: ReadScope): HydrationError {
    return hydrationFailure(error, row, table, this.#options.reader.objects.bucketName, deleted);
  }
}
