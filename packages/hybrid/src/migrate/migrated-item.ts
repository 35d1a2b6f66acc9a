import {
  ARCHIVE_ATTRIBUTE,
  LEGACY_POINTER_ATTRIBUTE,
  NOT_BEFORE_ATTRIBUTE,
  type ReadonlyRow,
  type Row,
  rowKey,
  S3_KEY_ATTRIBUTE,
} from '@tempest-ts/tempest/extend';
import { contentDigest } from '../body/content-digest.js';
import { encodeBody } from '../body/encode-body.js';
import { survives } from '../body/survives.js';
import type { ResolvedConfig } from '../config.js';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import { UnarchivableItemError } from '../errors.js';
import type { CompletedRow } from '../hydrate/pointer-context.js';
import { inOrder, isRecorded } from '../move/capture-item.js';
import { MAX_MOVING_ATTRIBUTES, movingAttributes } from '../move/moving-attributes.js';
import type { KeptSet } from '../pointer/kept-set.js';
import { decodePointer, type ObjectPointer } from '../pointer/pointer.js';
import type { LiveTable } from '../preflight/live-table.js';
import { FIRST_SCHEMA_VERSION } from '../schema/schema-history.js';
import { gainedAttributes, TIER_ATTRIBUTES } from './gained-attributes.js';

/** What a pointer says wherever the object is. */
export type PointerWords = Pick<ObjectPointer, 'bodyBytes' | 'archivedAt' | 'kept' | 'digest' | 'schema'>;

/** An archived item that is to go to another object: what that will hold, and what its row will say. */
export interface MigratedItem {
  /** As it was read. */
  readonly row: Row;
  /** Not compressed. */
  readonly body: Uint8Array;
  readonly words: PointerWords;
  /** The item as the object holds it: templates go by it. */
  readonly content: ReadonlyRow;
  /** What the row is to keep, and lacks. */
  readonly gained: ReadonlyRow;
  /** What the row has, and is to be in the object alone. */
  readonly moved: ReadonlyRow;
  /** Where the item is now. */
  readonly from: string;
}

type Described = Pick<MigratedItem, 'row' | 'content' | 'gained' | 'moved'> & { readonly words: Omit<PointerWords, 'bodyBytes'> };

/** What a row says of the names that it keeps, by the entity's id where objects have room for them. */
const keptWords = (entity: HybridEntity, kept: KeptSet): string | readonly string[] =>
  kept.id === entity.kept.id && isRecorded(entity.kept) ? kept.id : kept.names;

const pick = (row: ReadonlyRow, isWanted: (name: string) => boolean): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => isWanted(name)));

/** The very same content: only where it is changes, and the row's own attributes stay as they are. */
function describeCurrent(entity: HybridEntity, row: Row, { body, kept }: CompletedRow): Described | undefined {
  const pointer = decodePointer(row);
  if (!pointer) return undefined;
  const { archivedAt, schema, digest = contentDigest(pick(body, name => !kept.has(name))) } = pointer;
  return { row, content: body, gained: {}, moved: {}, words: { archivedAt, schema, digest, kept: keptWords(entity, kept) } };
}

/**
 * The object's content with what its row has gained, which is then in the object alone: together what they were, as of the schema that the item was archived with.
 *
 * @returns `undefined` where the row has gained nothing, or no more may move
 */
function describeGrown(entity: HybridEntity, live: LiveTable, now: Date, row: Row, { body, kept }: CompletedRow): Described | undefined {
  const pointer = decodePointer(row);
  const gained = pointer ? gainedAttributes(entity, live, row, kept) : [];
  if (!pointer || gained.length === 0) return undefined;
  const content = { ...pick(body, name => !kept.has(name)), ...pick(row, name => !TIER_ATTRIBUTES.has(name)) };
  const inRow = new Set(Object.keys(row));
  const room = MAX_MOVING_ATTRIBUTES - Object.keys(content).filter(name => !inRow.has(name)).length;
  const moved = new Set(gained.slice(0, Math.max(0, room)));
  if (moved.size === 0) return undefined;
  const alone = pick(content, name => !kept.has(name) && (moved.has(name) || !inRow.has(name)));
  return {
    row,
    content,
    gained: {},
    moved: pick(row, name => moved.has(name)),
    words: { archivedAt: now, schema: pointer.schema, digest: contentDigest(alone), kept: keptWords(entity, kept) },
  };
}

/** The item as it is read now, and a row that keeps what an archived row of today does. */
function describeLegacy(entity: HybridEntity, live: LiveTable, now: Date, row: Row, { body, origin }: CompletedRow): Described {
  const { [LEGACY_POINTER_ATTRIBUTE]: _pointer, [NOT_BEFORE_ATTRIBUTE]: _held, ...own } = row;
  const content = { ...body, ...own };
  const base = entity.kept.with(live.neededAttributes);
  const moving = new Set(movingAttributes(content, base));
  const kept = base.with(Object.keys(content).filter(name => !moving.has(name) && !base.has(name)));
  return {
    row,
    content,
    gained: pick(content, name => !moving.has(name) && !Object.hasOwn(own, name)),
    moved: pick(own, name => moving.has(name)),
    words: {
      archivedAt: origin.archivedAt ?? now,
      schema: FIRST_SCHEMA_VERSION,
      digest: contentDigest(pick(content, name => moving.has(name))),
      kept: keptWords(entity, kept.names.length === entity.kept.names.length ? entity.kept : kept),
    },
  };
}

/**
 * Encodes an archived item anew, and proves that it can be decoded.
 *
 * @param merges whether what its row has gained moves, too
 * @throws UnarchivableItemError, BodyFormatError
 */
export function migratedItem(
  entity: HybridEntity,
  live: LiveTable,
  config: ResolvedConfig,
  row: Row,
  whole: CompletedRow,
  merges: boolean,
): MigratedItem {
  const { table } = entity.view;
  const refuse = (why: string): never => {
    throw new UnarchivableItemError(`${entity.schema.name} in table ${table.tableName}: ${why}`, table.tableName, rowKey(table, row));
  };
  if (row[ARCHIVE_ATTRIBUTE] === undefined && row[S3_KEY_ATTRIBUTE] !== undefined) {
    refuse(
      `its row carries an attribute ${S3_KEY_ATTRIBUTE} of its own, which a pointer would replace, so it stays. Rename the attribute.`,
    );
  }
  const grown = merges ? describeGrown(entity, live, config.clock(), row, whole) : undefined;
  const described = grown ?? describeCurrent(entity, row, whole) ?? describeLegacy(entity, live, config.clock(), row, whole);
  const body = encodeBody(inOrder(table, described.content), config.bodyFormat);
  if (!survives(described.content, body)) {
    refuse(
      'the item would not come back from S3 as it is, so it stays where it is. This is a defect: report it with the types of its attributes.',
    );
  }
  return { ...described, body, words: { ...described.words, bodyBytes: body.byteLength }, from: whole.origin.s3Key };
}
