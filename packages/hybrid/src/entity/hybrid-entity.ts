import { ConfigurationError, DeclarationError } from '@tempest-ts/tempest';
import {
  ARCHIVE_ATTRIBUTE,
  type EntitySchema,
  HYBRID_MARK,
  LEGACY_POINTER_ATTRIBUTE,
  type PropertySchema,
  S3_KEY_ATTRIBUTE,
  type TableSchema,
  tableKeyAttributes,
  type ViewSchema,
} from '@tempest-ts/tempest/extend';
import type { ResolvedConfig } from '../config.js';
import { DAY_MS } from '../duration.js';
import { LAYOUTS } from '../pack/pack-options.js';
import { KeptSet } from '../pointer/kept-set.js';
import type { KeyTemplate } from '../pointer/key-template.js';
import { checkTemplateAgainstTable } from '../pointer/key-template-check.js';
import { parseKeyTemplate } from '../pointer/key-template-parse.js';
import type { PackKeyTemplate } from '../pointer/pack-key-template.js';
import { SchemaHistory } from '../schema/schema-history.js';
import { type StorageClass, storageClassProblem } from '../storage-class.js';
import { ARCHIVAL_TIMESTAMP, type HybridTableOptions } from './decorators.js';

/** An entity whose items move between the tiers, checked. */
export interface HybridEntity {
  readonly schema: EntitySchema;
  readonly view: ViewSchema;
  /** With `{table}` filled in. */
  readonly template: KeyTemplate;
  readonly timestamp: PropertySchema;
  /** Milliseconds after which an item may move. */
  readonly ageMs: number;
  /** What its archived rows keep, as far as the declarations tell. */
  readonly kept: KeptSet;
  readonly history: SchemaHistory;
  /** Default: the config's. */
  readonly storageClass: StorageClass | undefined;
  /** Names its packs; `undefined`: each of its items becomes an object of its own. */
  readonly packTemplate: PackKeyTemplate | undefined;
}

/** Decorators whose attributes an archived row goes on carrying: what reads, expiry and version checks need without S3. */
const KEPT_DECORATORS = [ARCHIVAL_TIMESTAMP, 'Version', 'TimeToLive', 'Discriminator'];

function fail(entity: EntitySchema, why: string, property?: string): never {
  throw new DeclarationError(
    `${entity.name}: ${why}`,
    property === undefined ? { entity: entity.name } : { entity: entity.name, property },
  );
}

function timestampOf(entity: EntitySchema): PropertySchema {
  const [timestamp, ...others] = entity.properties.filter(property => property.decorators.has(ARCHIVAL_TIMESTAMP));
  if (!timestamp) return fail(entity, 'a @HybridTable needs a date to tell the age of its items by. Put @ArchivalTimestamp() before it.');
  if (others.length > 0)
    return fail(entity, `it has several archival timestamps, ${timestamp.property} and ${others[0]?.property}. Keep one.`);
  const { type, codec, property } = timestamp;
  if (codec === undefined && type !== Date && type !== 'epochSeconds' && type !== 'epochMillis') {
    return fail(entity, `${property} is its @ArchivalTimestamp(), so its \`type\` is Date, 'epochSeconds' or 'epochMillis'.`, property);
  }
  return timestamp;
}

function ageOf(entity: EntitySchema, options: HybridTableOptions, config: ResolvedConfig): number {
  const { archiveAfterDays } = options;
  if (archiveAfterDays !== undefined && !(Number.isFinite(archiveAfterDays) && archiveAfterDays >= 0)) {
    return fail(entity, `archiveAfterDays is a number of days, not negative; it is ${archiveAfterDays}.`);
  }
  if (archiveAfterDays === undefined && config.archiveAfterMs === undefined) {
    throw new ConfigurationError(
      `${entity.name}: nothing says when its items are old. Set archiveAfterDays in @HybridTable, or archivalConfig.archiveAfterDuration.`,
    );
  }
  return Math.max((archiveAfterDays ?? 0) * DAY_MS, config.archiveAfterMs ?? 0);
}

/** Becoming a pointer writes `s3Key`, which would move the row within its table or index, or take its date. */
function checkReserved(table: TableSchema, entity: EntitySchema, timestamp: PropertySchema): void {
  const keys = [...tableKeyAttributes(table), ...[...table.indexes.values()].flatMap(index => [index.partitionKey, index.sortKey])];
  const role = keys.includes(S3_KEY_ATTRIBUTE)
    ? 'a key'
    : timestamp.attributes.includes(S3_KEY_ATTRIBUTE)
      ? 'the archival timestamp'
      : undefined;
  if (role === undefined) return;
  fail(
    entity,
    `${S3_KEY_ATTRIBUTE} is where archived rows of table ${table.name} say where they are, and cannot be ${role}. Use another attribute.`,
  );
}

function keptAttributes(table: TableSchema, entity: EntitySchema): KeptSet {
  const indexKeys = [...table.indexes.values()].flatMap(index => [
    index.partitionKey,
    ...(index.sortKey === undefined ? [] : [index.sortKey]),
  ]);
  const declared = entity.properties
    .filter(property => property.keepInPointer || KEPT_DECORATORS.some(decorator => property.decorators.has(decorator)))
    .flatMap(property => property.attributes);
  return new KeptSet([...tableKeyAttributes(table), ...indexKeys, ...declared]);
}

const OPTIONS = ['archiveAfterDays', 'layout', 's3KeyTemplate', 'schemaVersion', 'storageClass', 'upcast'];

function storageClassOf(entity: EntitySchema, { storageClass }: HybridTableOptions): StorageClass | undefined {
  const problem = storageClass === undefined ? undefined : storageClassProblem(storageClass);
  return problem === undefined ? storageClass : fail(entity, `its storageClass: ${problem}.`);
}

function packTemplateOf(table: TableSchema, entity: EntitySchema, options: HybridTableOptions, { packs }: ResolvedConfig) {
  const { layout = packs.layout } = options;
  if (!LAYOUTS.includes(layout)) fail(entity, `its layout is one of ${LAYOUTS.join(', ')}; it is ${String(layout)}.`);
  return layout === 'packed' ? packs.keyTemplate.bind(table.tableName, entity.name) : undefined;
}

/** Checks an entity that is marked `@HybridTable`. */
export function buildHybridEntity(view: ViewSchema, config: ResolvedConfig): HybridEntity {
  const { entity, table } = view;
  const options = entity.marks.get(HYBRID_MARK) as HybridTableOptions; // `HybridTable` recorded it
  for (const option of Object.keys(options ?? {})) {
    if (!OPTIONS.includes(option)) fail(entity, `@HybridTable has no option \`${option}\`. It has ${OPTIONS.join(', ')}.`);
  }
  if (typeof options?.s3KeyTemplate !== 'string') fail(entity, "@HybridTable needs an s3KeyTemplate: 'sessions/{pk}/{sk}.json'.");
  const template = parseKeyTemplate(options.s3KeyTemplate);
  checkTemplateAgainstTable(template, {
    hasSortKey: table.sortKey !== undefined,
  });
  const timestamp = timestampOf(entity);
  checkReserved(table, entity, timestamp);
  return Object.freeze({
    schema: entity,
    view,
    template: template.bind(table.tableName),
    timestamp,
    ageMs: ageOf(entity, options, config),
    kept: keptAttributes(table, entity),
    history: new SchemaHistory(entity.name, options.schemaVersion, options.upcast),
    storageClass: storageClassOf(entity, options),
    packTemplate: packTemplateOf(table, entity, options, config),
  });
}

/** An index without the pointer would show archived items as small ones. */
export function checkIndexCarriesPointer(view: ViewSchema, legacyPointers: boolean): void {
  const { index, entity, table } = view;
  if (!index || index.projection === 'all') return;
  const carried = index.projection === 'keysOnly' ? [] : index.projection;
  const needed = [ARCHIVE_ATTRIBUTE, S3_KEY_ATTRIBUTE, ...(legacyPointers ? [LEGACY_POINTER_ATTRIBUTE] : [])];
  const missing = needed.filter(attribute => !carried.includes(attribute));
  if (missing.length === 0) return;
  const message =
    `View ${view.name} of table ${table.name} (${entity.name}): the index ${index.name} does not carry ${missing.join(' and ')}, by which archived items are found. ` +
    'Add them to its projection.';
  throw new DeclarationError(message, {
    table: table.name,
    view: view.name,
    entity: entity.name,
  });
}
