import type { ItemCodec, ReadonlyRow } from '@tempest-ts/tempest/extend';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import { ATTEMPT_ID_LENGTH } from '../pointer/key-template-shorten.js';
import { decodePointer, type Pointer } from '../pointer/pointer.js';
import type { LiveTable } from '../preflight/live-table.js';
import { gainedAttributes, keptOf } from './gained-attributes.js';
import type { MigrateReason } from './migrate-result.js';

const ATTEMPT_SUFFIX = new RegExp(`~[\\w-]{${ATTEMPT_ID_LENGTH}}$`);

/** An entity with what decodes its rows. */
export interface CodedEntity {
  readonly entity: HybridEntity;
  readonly codec: ItemCodec;
}

/** An invalid date where the row has none that can be read: only templates that name dates mind. */
function archivalTime({ entity, codec }: CodedEntity, row: ReadonlyRow): Date {
  try {
    const time = codec.decodeValue(entity.timestamp, row);
    return time instanceof Date ? time : new Date(Number.NaN);
  } catch {
    return new Date(Number.NaN);
  }
}

/**
 * The key that an item's single object has, unless another attempt took it.
 *
 * @throws KeyTemplateError
 */
export function plainKeyOf(coded: CodedEntity, row: ReadonlyRow, keyPrefix: string): string {
  const { view, template } = coded.entity;
  const { partitionKey, sortKey, tableName } = view.table;
  const source = {
    partitionKey: row[partitionKey] ?? { NULL: true },
    sortKey: sortKey === undefined ? undefined : row[sortKey],
    table: tableName,
    timestamp: archivalTime(coded, row),
  };
  return template.render(source, keyPrefix);
}

/**
 * Why an archived row's object is not where today's declarations would put it; `undefined`: it is.
 *
 * @throws PointerFormatError, KeyTemplateError
 */
function displacedReason(coded: CodedEntity, row: ReadonlyRow, keyPrefix: string, pointer: Pointer): MigrateReason | undefined {
  const { s3Key, attempt, place } = pointer;
  const { packTemplate } = coded.entity;
  if ((packTemplate !== undefined) !== (place !== undefined)) return 'layout';
  if (packTemplate) return packTemplate.couldGive(s3Key, attempt, keyPrefix) ? undefined : 'key';
  const plain = plainKeyOf(coded, row, keyPrefix);
  return s3Key === plain || s3Key.replace(ATTEMPT_SUFFIX, '') === plain ? undefined : 'key';
}

/**
 * What is to be put right first about an archived row; `undefined`: nothing.
 *
 * @throws PointerFormatError, KeyTemplateError
 */
export function staleReason(
  coded: CodedEntity,
  live: LiveTable,
  row: ReadonlyRow,
  keyPrefix: string,
  only: ReadonlySet<MigrateReason>,
): MigrateReason | undefined {
  const pointer = decodePointer(row);
  const wanted = (reason: MigrateReason | undefined) => (reason && only.has(reason) ? reason : undefined);
  if (!pointer) return wanted('legacy');
  const displaced = wanted(displacedReason(coded, row, keyPrefix, pointer));
  if (displaced || !only.has('grown')) return displaced;
  const kept = keptOf(coded.entity, pointer);
  return kept && gainedAttributes(coded.entity, live, row, kept).length > 0 ? 'grown' : undefined;
}
