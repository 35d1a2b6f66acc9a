import { randomBytes } from 'node:crypto';
import { NOT_BEFORE_ATTRIBUTE, type Row, rowBytes, rowKey, setOwn, type TableSchema } from '@tempest-ts/tempest/extend';
import { BODY_FORMAT_VERSION } from '../body/body-format.js';
import { checksum } from '../body/checksum.js';
import { compressBody } from '../body/compress-body.js';
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

/** One archiver's try at one item, ready to be stored: everything that the object and the pointer will say. */
export interface Capture {
  readonly row: Row;
  readonly moving: readonly string[];
  readonly attempt: string;
  /** The key that people expect; another try's object may have it already. */
  readonly plainKey: string;
  readonly bytes: Uint8Array;
  readonly bodyBytes: number;
  readonly checksum: string;
  /** What moves, however it is spelled. */
  readonly digest: string;
  /** The version that its entity's schema has. */
  readonly schema: number;
  /** What the pointer says of the kept attributes: an id where the object or the declarations can tell the names. */
  readonly kept: string | readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly bytesBefore: number;
}

/** Bytes of an attempt id: 22 characters of base64url. */
const ATTEMPT_BYTES = 16;

/** The keys first, then by name: DynamoDB returns attributes in any order, and one item is to be one sequence of bytes, of one size. */
function inOrder(table: TableSchema, row: Row): Row {
  const ordered: Row = rowKey(table, row);
  for (const name of Object.keys(row).sort()) setOwn(ordered, name, row[name] ?? { NULL: true });
  return ordered;
}

/**
 * Encodes an item and proves that it can be decoded.
 *
 * @param compression `'none'` where a dry run does not want to know how small this one becomes
 * @returns `undefined` where nothing of the row would move
 * @throws UnarchivableItemError, KeyTemplateError, BodyFormatError
 */
export async function captureRow(
  entity: HybridEntity,
  live: LiveTable,
  config: ResolvedConfig,
  row: Row,
  timestamp: Date,
  compression: ResolvedConfig['compression'] = config.compression,
): Promise<Capture | undefined> {
  const { table } = entity.view;
  const needed = live.neededAttributes.filter(name => !entity.kept.has(name));
  const base = needed.length === 0 ? entity.kept : entity.kept.with(needed);
  const moving = movingAttributes(row, base);
  if (!moving.some(name => name !== NOT_BEFORE_ATTRIBUTE)) return undefined;

  const refuse = (why: string): never => {
    throw new UnarchivableItemError(`${entity.schema.name} in table ${table.tableName}: ${why}`, table.tableName, rowKey(table, row));
  };
  const unread = Object.keys(row).find(name => row[name] === undefined);
  if (unread !== undefined) refuse(`the AWS SDK does not say what its attribute ${unread} holds, so the item stays. Rename the attribute.`);
  const { [NOT_BEFORE_ATTRIBUTE]: _over, ...item } = row; // it moves with the others, and is no part of the item
  const body = encodeBody(inOrder(table, item), config.bodyFormat);
  if (!survives(item, body)) {
    refuse('the item would not come back from S3 as it is, so it stays. This is a defect: report it with the types of its attributes.');
  }
  const bytes = compression === 'gzip' ? await compressBody(body) : body;

  // A row of more attributes than may move keeps the others: that set is its own, and spelled out.
  const moved = new Set(moving);
  const left = Object.keys(row).filter(name => !moved.has(name) && !base.has(name));
  const kept = left.length === 0 ? base : new KeptSet([...base.names, ...left]);
  const encoded = encodeKept(kept);
  const byId = kept === entity.kept && encoded.length <= MAX_KEPT_METADATA_BYTES;
  const { version } = entity.history;
  const attempt = randomBytes(ATTEMPT_BYTES).toString('base64url');
  return {
    row,
    moving,
    attempt,
    plainKey: entity.template.render(
      {
        partitionKey: row[table.partitionKey] ?? { NULL: true },
        sortKey: table.sortKey === undefined ? undefined : row[table.sortKey],
        table: table.tableName,
        timestamp,
      },
      config.keyPrefix,
    ),
    bytes,
    bodyBytes: body.byteLength,
    checksum: checksum(bytes),
    digest: contentDigest(
      Object.fromEntries(moving.filter(name => name !== NOT_BEFORE_ATTRIBUTE).map(name => [name, row[name] ?? { NULL: true }])),
    ),
    schema: version,
    kept: byId ? kept.id : kept.names,
    metadata: {
      [ATTEMPT_METADATA]: attempt,
      [TABLE_METADATA]: live.arn,
      [FORMAT_METADATA]: `${config.bodyFormat}/${BODY_FORMAT_VERSION}`,
      ...(version !== FIRST_SCHEMA_VERSION && { [SCHEMA_METADATA]: String(version) }),
      ...(live.id !== undefined && { [TABLE_ID_METADATA]: live.id }),
      ...(byId && { [KEPT_METADATA]: encoded }),
    },
    bytesBefore: rowBytes(row),
  };
}
