import { LEGACY_POINTER_ATTRIBUTE, type ReadonlyRow, type Row, setOwn, tableKeyAttributes } from '@tempest-ts/tempest/extend';
import { MAX_ITEM_BODY_BYTES } from '../body/body-format.js';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import { KeptSet } from '../pointer/kept-set.js';
import { keySourceOf } from '../pointer/key-source.js';
import { KeyTemplateError } from '../pointer/key-template-error.js';
import { legacyKey } from '../pointer/legacy-pointer.js';
import { FIRST_SCHEMA_VERSION } from '../schema/schema-history.js';
import { completeRow } from './complete-row.js';
import { checkTransferred, decodeObject } from './fetch-object.js';
import type { OpenedObject, PlannedRead } from './object-read.js';
import type { ArchiveReader, PointerContext } from './pointer-context.js';
import { PointerReadError } from './pointer-read-error.js';

/** The archival timestamp as the row stores it, by no codec of the application's; an invalid date where it has none. */
function storedTimestamp({ timestamp: { type, attributes } }: HybridEntity, row: ReadonlyRow): Date {
  const stored = row[attributes[0]];
  if (stored?.N === undefined) return new Date(stored?.S ?? Number.NaN);
  return new Date(Number(stored.N) * (type === 'epochSeconds' ? 1000 : 1));
}

function renderedKey(entity: HybridEntity, row: ReadonlyRow, keyPrefix: string, raw: string): string {
  const { table } = entity.view;
  try {
    return entity.template.render(keySourceOf(table, row, storedTimestamp(entity, row)), keyPrefix);
  } catch (cause) {
    if (cause instanceof KeyTemplateError) throw new PointerReadError('bad-pointer', cause.message, raw, cause);
    throw cause;
  }
}

/** Bodies of the earlier system may leave the keys out; where they have them, they must be the row's. */
function withKeys(context: PointerContext, row: ReadonlyRow, stored: ReadonlyRow): ReadonlyRow {
  const body: Row = { ...stored };
  for (const name of tableKeyAttributes(context.table)) {
    const value = row[name];
    if (value && !Object.hasOwn(body, name)) setOwn(body, name, value);
  }
  return body;
}

/** What following a pointer of the earlier system takes, which says no more than a path. */
export function planLegacy(reader: ArchiveReader, context: PointerContext, row: ReadonlyRow): PlannedRead<OpenedObject> {
  const raw = row[LEGACY_POINTER_ATTRIBUTE]?.S ?? '';
  if (!reader.legacyPointers) {
    throw new PointerReadError('bad-pointer', 'it is a pointer of an earlier system; set `legacyPointers: true` to read such', raw);
  }
  const entity = context.entityOf(row);
  if (!entity) throw new PointerReadError('bad-pointer', 'no @HybridTable entity of the table has such keys', raw);
  const { bucketName } = reader.objects;
  const s3Key = legacyKey(row, renderedKey(entity, row, reader.keyPrefix, raw), bucketName);
  return {
    read: { s3Key, attempt: undefined, expectedBytes: undefined },
    async open(object) {
      checkTransferred(object, s3Key, undefined);
      return { object, body: await decodeObject(object, s3Key, MAX_ITEM_BODY_BYTES) };
    },
    complete({ object, body: stored }) {
      const body = withKeys(context, row, stored);
      const { [LEGACY_POINTER_ATTRIBUTE]: _, ...own } = row;
      return {
        row: completeRow(context, own, body, () => false, s3Key, FIRST_SCHEMA_VERSION),
        body,
        kept: new KeptSet(tableKeyAttributes(context.table)),
        origin: { s3Key, bucketName, archivedAt: object.lastModified, storedBytes: object.size },
      };
    },
  };
}
