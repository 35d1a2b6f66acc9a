import { ConfigurationError, type EntityClass, RequestError } from '@tempest-ts/tempest';
import {
  type BoundView,
  isItemOf,
  mayBeItemOf,
  type Row,
  S3_KEY_ATTRIBUTE,
  type TableSchema,
  tableKeyAttributes,
  type ViewSchema,
} from '@tempest-ts/tempest/extend';
import type { HybridEntities } from '../entity/hybrid-entities.js';
import { rememberOrigin } from '../hydrate/archive-origin.js';
import { hydrationFailure } from '../hydrate/hydration-failure.js';
import type { ArchiveReader, CompletedRow } from '../hydrate/pointer-context.js';
import { PointerReadError } from '../hydrate/pointer-read-error.js';
import { readArchived } from '../hydrate/read-archived.js';
import { imageRow, type StreamImage } from './stream-record.js';

/** Options of `hydrateImage`. */
export interface HydrateImageOptions<E extends object = object> {
  /** Only items of this class; of others the answer is `undefined`. Default: whichever the keys say. */
  readonly entity?: EntityClass<E>;
  /** The table, as DynamoDB knows it. Needed where several tables of the database have the same keys. */
  readonly tableName?: string;
  readonly signal?: AbortSignal;
}

/** What images are completed with. */
export interface ImageHydratorParts {
  readonly reader: ArchiveReader;
  readonly entities: HybridEntities;
  readonly tables: ReadonlyMap<TableSchema, ReadonlyMap<string, BoundView>>;
}

/** Makes items of the images in stream records. */
export class ImageHydrator {
  readonly #parts: ImageHydratorParts;

  constructor(parts: ImageHydratorParts) {
    this.#parts = parts;
  }

  /** @throws HydrationError, UnreadableItemError, ConfigurationError, RequestError (aborted) */
  async hydrate<E extends object>(image: StreamImage, options: HydrateImageOptions<E>): Promise<E | undefined> {
    const row = imageRow(image);
    const views = this.#viewsOf(row, options);
    const [first] = views;
    if (!first) return undefined;
    const completed = await this.#complete(row, first.schema, options.signal);
    const whole = completed?.row ?? row;
    const view = views.find(({ schema }) => isItemOf(schema, whole));
    if (!view) return undefined;
    const item = view.codec.decode(whole);
    if (completed) rememberOrigin(item, completed.origin);
    return item as E; // the view is of the entity that was asked for, or the caller names none
  }

  /** The views that the row may be an item of: a pointer need not say of which class its item is. */
  #viewsOf(row: Row, { entity, tableName }: HydrateImageOptions): readonly BoundView[] {
    const views = [...this.#parts.tables]
      .filter(([table]) => (tableName === undefined || table.tableName === tableName) && hasKeys(table, row))
      .flatMap(([, each]) => [...each.values()])
      .filter(({ schema }) => schema.kind === 'inline' && (entity === undefined || schema.entity.entity === entity))
      .filter(({ schema }) => mayBeItemOf(schema, row));
    const tables = new Set(views.map(({ schema }) => schema.table.tableName));
    if (tables.size > 1) {
      throw new ConfigurationError(
        `hydrateImage(): by its keys the image may be of table ${[...tables].join(' or ')}. Say which: { tableName } (the record's eventSourceARN has it), or { entity }.`,
      );
    }
    return views;
  }

  async #complete(row: Row, { table, entity }: ViewSchema, signal: AbortSignal | undefined): Promise<CompletedRow | undefined> {
    const { reader, entities } = this.#parts;
    const context = {
      table,
      entityOf: (each: Row) => entities.ofRow(table, each),
      keepsS3Key: entity.byAttribute.has(S3_KEY_ATTRIBUTE),
      signal,
    };
    try {
      return await readArchived(reader, context, row);
    } catch (error) {
      if (signal?.aborted) {
        const message = `The read of an archived item of table ${table.tableName} was aborted.`;
        throw new RequestError('ABORTED', message, 'GetObject', table.tableName, 'not-applied', { cause: signal.reason });
      }
      // An image is of the past: there is no row to look at again.
      if (error instanceof PointerReadError) throw hydrationFailure(error, row, table, reader.objects.bucketName);
      throw error;
    }
  }
}

function hasKeys(table: TableSchema, row: Row): boolean {
  return tableKeyAttributes(table).every(name => Object.hasOwn(row, name));
}
