import { setMaxListeners } from 'node:events';
import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { InvalidExpressionError, RequestError } from '@tempest-ts/tempest';
import {
  ARCHIVE_ATTRIBUTE,
  describeKey,
  LEGACY_POINTER_ATTRIBUTE,
  type ReadonlyRow,
  type ReadScope,
  type ResolvedRow,
  type Row,
  rowBytes,
  rowKey,
  S3_KEY_ATTRIBUTE,
  send,
  type Tier,
  type ViewSchema,
} from '@tempest-ts/tempest/extend';
import type { HybridEntities } from '../entity/hybrid-entities.js';
import { HydrationError } from '../errors.js';
import { isLegacyPointer } from '../pointer/legacy-pointer.js';
import { hasSamePointer } from '../pointer/pointer.js';
import { type ArchiveOrigin, rememberOrigin } from './archive-origin.js';
import type { Limiter } from './limiter.js';
import type { ArchiveReader, PointerContext } from './pointer-context.js';
import { PointerReadError } from './pointer-read-error.js';
import { readArchived } from './read-archived.js';

/** What a hydrator is made of. */
export interface HydratorOptions {
  readonly client: DynamoDBClient;
  readonly reader: ArchiveReader;
  readonly limiter: Limiter;
  readonly entities: HybridEntities;
  readonly onHydrationError: 'throw' | 'report';
}

/** A row that is archived anew each time it is read is given up after so many states of it. */
const MAX_STATES = 10;

/** Attributes by which rows are told to carry the same pointer. */
const POINTER_ATTRIBUTES: readonly string[] = [S3_KEY_ATTRIBUTE, ARCHIVE_ATTRIBUTE, LEGACY_POINTER_ATTRIBUTE];

/** The tier of archived items: turns pointers into whole rows, so that reads go on as if nothing had moved. */
export class Hydrator implements Tier {
  readonly #options: HydratorOptions;

  constructor(options: HydratorOptions) {
    this.#options = options;
  }

  needsResolving(row: ReadonlyRow): boolean {
    return row[ARCHIVE_ATTRIBUTE] !== undefined || isLegacyPointer(row);
  }

  resolvedBytes(row: ReadonlyRow): number {
    return rowBytes(row) + Number(row[ARCHIVE_ATTRIBUTE]?.M?.b?.N ?? 0);
  }

  decoded(item: object, origin: object): void {
    rememberOrigin(item, origin as ArchiveOrigin); // `resolve` made it
  }

  checkExpression(view: ViewSchema, role: 'filter' | 'condition'): void {
    if (!this.#mayHoldPointers(view)) return;
    const instead =
      role === 'filter' ? 'Filter the items that are read' : 'Load the item, compare, and save or delete it without a condition';
    throw new InvalidExpressionError(
      `View ${view.name} of table ${view.table.name} (${view.entity.name}) holds archived items, of which a ${role} cannot be asked yet: DynamoDB does not see ` +
        `what moved to S3, and would answer wrongly. ${instead}.`,
    );
  }

  async resolve(rows: readonly Row[], scope: ReadScope): Promise<readonly ResolvedRow[]> {
    // Where one failure fails the read, the objects that nobody will see are not waited for.
    const abort = new AbortController();
    const signal = scope.signal ? AbortSignal.any([scope.signal, abort.signal]) : abort.signal;
    setMaxListeners(0, signal); // each request listens; Node warns of a leak from the eleventh on
    const tasks = rows.map(async (row): Promise<ResolvedRow> => {
      if (!this.#isArchived(row, scope)) return { row };
      return this.#options.limiter.run(() => this.#resolveRow(row, { ...scope, signal }), signal);
    });
    try {
      return await Promise.all(tasks);
    } catch (error) {
      abort.abort(error);
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
    }
  }

  /** Whether the view may show rows of an entity that is archived. A class of its own over an index may show any of the table's. */
  #mayHoldPointers({ table, entity, kind }: ViewSchema): boolean {
    const hybrid = this.#options.entities.of(table);
    if (hybrid.some(({ schema }) => schema === entity)) return true;
    const isOther = [...table.views.values()].some(view => view.kind === 'inline' && view.entity === entity);
    return kind === 'index' && !isOther && hybrid.length > 0;
  }

  /** `_s3_pointer` marks rows of archived entities only; elsewhere, or where the entity declares it, it is the item's own attribute. */
  #isArchived(row: ReadonlyRow, { table }: ReadScope): boolean {
    if (row[ARCHIVE_ATTRIBUTE] !== undefined) return true;
    if (!isLegacyPointer(row)) return false;
    const entity = this.#options.entities.ofRow(table, row);
    return entity !== undefined && !entity.schema.byAttribute.has(LEGACY_POINTER_ATTRIBUTE);
  }

  async #resolveRow(first: Row, scope: ReadScope): Promise<ResolvedRow> {
    const { reader, entities } = this.#options;
    const context: PointerContext = {
      table: scope.table,
      entityOf: row => entities.ofRow(scope.table, row),
      keepsS3Key: scope.view.entity.byAttribute.has(S3_KEY_ATTRIBUTE),
      signal: scope.signal,
    };
    let row: Row = first;
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
      const fresh = await this.#readAgain(row, scope);
      if (!fresh) return { gone: true };
      if (hasSamePointer(row, fresh, POINTER_ATTRIBUTES)) return this.#failed(last, row, scope);
      row = fresh;
    }
    const unsettled = new PointerReadError('unsettled', `it changed ${MAX_STATES} times while it was read`, last?.s3Key ?? '', last);
    return this.#failed(unsettled, row, scope);
  }

  /** The base row as it is now, whatever the read went through. */
  async #readAgain(row: Row, { table, signal }: ReadScope): Promise<Row | undefined> {
    const input = { TableName: table.tableName, Key: rowKey(table, row), ConsistentRead: true };
    const request = { operation: 'GetItem', table: table.tableName, writes: false, signal };
    const { Item } = await send(request, options => this.#options.client.send(new GetItemCommand(input), options));
    return Item;
  }

  #failed(error: PointerReadError, row: Row, scope: ReadScope): ResolvedRow {
    const failure = this.#failure(error, row, scope);
    if (this.#options.onHydrationError === 'throw') throw failure;
    return { failure, key: failure.key };
  }

  #failure(error: PointerReadError, row: Row, { table, deleted: applied = false }: ReadScope): HydrationError {
    const key = rowKey(table, row);
    const what = applied ? 'was deleted, but its old item cannot be returned' : 'cannot be read';
    const message =
      `The archived item ${describeKey(key)} of table ${table.tableName} ${what} from ${JSON.stringify(error.s3Key)} ` +
      `in bucket ${this.#options.reader.store.bucketName}: ${error.message.replace(/\.$/, '')}.`;
    return new HydrationError(error.reason, message, { table: table.tableName, key, s3Key: error.s3Key, applied }, { cause: error });
  }
}
