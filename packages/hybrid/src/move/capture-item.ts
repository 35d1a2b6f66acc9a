import { NOT_BEFORE_ATTRIBUTE, type Row, rowBytes, rowKey, setOwn, type TableSchema } from '@tempest-ts/tempest/extend';
import { BODY_FORMAT_VERSION } from '../body/body-format.js';
import { contentDigest } from '../body/content-digest.js';
import { encodeBody } from '../body/encode-body.js';
import { survives } from '../body/survives.js';
import type { ResolvedConfig } from '../config.js';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import { UnarchivableItemError } from '../errors.js';
import {
  ATTEMPT_METADATA,
  encodeKept,
  FORMAT_METADATA,
  KEPT_METADATA,
  MAX_KEPT_METADATA_BYTES,
  SCHEMA_METADATA,
  TABLE_ID_METADATA,
  TABLE_METADATA,
} from '../hydrate/object-metadata.js';
import { KeptSet } from '../pointer/kept-set.js';
import type { LiveTable } from '../preflight/live-table.js';
import { FIRST_SCHEMA_VERSION } from '../schema/schema-history.js';
import { movingAttributes } from './moving-attributes.js';

/** An item as one archiver read it, encoded: what its pointer will say, wherever its body goes. */
export interface ItemCapture {
  readonly row: Row;
  readonly moving: readonly string[];
  /** Not compressed. */
  readonly body: Uint8Array;
  /** What moves, however it is spelled. */
  readonly digest: string;
  /** The version that its entity's schema has. */
  readonly schema: number;
  /** What the pointer says of the kept attributes: an id where the object or the declarations can tell the names. */
  readonly kept: string | readonly string[];
  readonly bytesBefore: number;
}

/** The keys first, then by name: DynamoDB returns attributes in any order, and one item is to be one sequence of bytes, of one size. */
export function inOrder(table: TableSchema, row: Row): Row {
  const ordered: Row = rowKey(table, row);
  for (const name of Object.keys(row).sort()) setOwn(ordered, name, row[name] ?? { NULL: true });
  return ordered;
}

/** Whether objects have room for the names of an entity's kept set, so that pointers need not spell them out. */
export const isRecorded = (kept: KeptSet): boolean => encodeKept(kept).length <= MAX_KEPT_METADATA_BYTES;

/**
 * Encodes an item and proves that it can be decoded.
 *
 * @returns `undefined` where nothing of the row would move
 * @throws UnarchivableItemError, BodyFormatError
 */
export function captureItem(entity: HybridEntity, live: LiveTable, config: ResolvedConfig, row: Row): ItemCapture | undefined {
  const { table } = entity.view;
  const needed = live.neededAttributes.filter(name => !entity.kept.has(name));
  const base = needed.length === 0 ? entity.kept : entity.kept.with(needed);
  const moving = movingAttributes(row, base);
  if (!moving.some(name => name !== NOT_BEFORE_ATTRIBUTE)) return undefined;

  const refuse = (why: string): never => {
    throw new UnarchivableItemError(`${entity.schema.name} in table ${table.tableName}: ${why}`, table.tableName, rowKey(table, row));
  };
  // Read by this library's middleware it is there; a client that runs none reads it as nothing, and so would lose it
  const unread = Object.keys(row).find(name => row[name] === undefined || name === '__proto__');
  if (unread !== undefined) refuse(`the AWS SDK does not say what its attribute ${unread} holds, so the item stays. Rename the attribute.`);
  const { [NOT_BEFORE_ATTRIBUTE]: _over, ...item } = row; // it moves with the others, and is no part of the item
  const body = encodeBody(inOrder(table, item), config.bodyFormat);
  if (!survives(item, body)) {
    refuse('the item would not come back from S3 as it is, so it stays. This is a defect: report it with the types of its attributes.');
  }

  // A row of more attributes than may move keeps the others: that set is its own, and spelled out.
  const moved = new Set(moving);
  const left = Object.keys(row).filter(name => !moved.has(name) && !base.has(name));
  const kept = left.length === 0 ? base : new KeptSet([...base.names, ...left]);
  return {
    row,
    moving,
    body,
    digest: contentDigest(
      Object.fromEntries(moving.filter(name => name !== NOT_BEFORE_ATTRIBUTE).map(name => [name, row[name] ?? { NULL: true }])),
    ),
    schema: entity.history.version,
    kept: kept === entity.kept && isRecorded(kept) ? kept.id : kept.names,
    bytesBefore: rowBytes(row),
  };
}

/**
 * What an object of an entity says of itself.
 *
 * @param kept whether a pointer refers to the entity's kept set by its id
 */
export function objectMetadata(
  entity: HybridEntity,
  live: LiveTable,
  config: ResolvedConfig,
  attempt: string,
  kept: boolean = isRecorded(entity.kept),
): Readonly<Record<string, string>> {
  const { version } = entity.history;
  return {
    [ATTEMPT_METADATA]: attempt,
    [TABLE_METADATA]: live.arn,
    [FORMAT_METADATA]: `${config.bodyFormat}/${BODY_FORMAT_VERSION}`,
    ...(version !== FIRST_SCHEMA_VERSION && { [SCHEMA_METADATA]: String(version) }),
    ...(live.id !== undefined && { [TABLE_ID_METADATA]: live.id }),
    ...(kept && { [KEPT_METADATA]: encodeKept(entity.kept) }),
  };
}
