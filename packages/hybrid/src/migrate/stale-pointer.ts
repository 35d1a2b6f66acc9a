import type { ItemCodec, ReadonlyRow } from '@tempest-ts/tempest/extend';
import { archivalTime } from '../entity/archival-time.js';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import { keySourceOf } from '../pointer/key-source.js';
import { withoutAttempt } from '../pointer/key-template-shorten.js';
import { decodePointer, type Pointer } from '../pointer/pointer.js';
import { toldKept } from '../pointer/told-kept.js';
import type { LiveTable } from '../preflight/live-table.js';
import { gainedAttributes } from './gained-attributes.js';
import type { MigrateReason } from './migrate-result.js';

/** An entity with what decodes its rows. */
export interface CodedEntity {
  readonly entity: HybridEntity;
  readonly codec: ItemCodec;
}

/**
 * The key that an item's single object has, unless another attempt took it.
 *
 * @throws KeyTemplateError
 */
export function plainKeyOf(coded: CodedEntity, row: ReadonlyRow, keyPrefix: string): string {
  const { entity, codec } = coded;
  return entity.template.render(keySourceOf(entity.view.table, row, archivalTime(entity, codec, row)), keyPrefix);
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
  return s3Key === plain || withoutAttempt(s3Key) === plain ? undefined : 'key';
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
  const kept = toldKept(pointer, coded.entity.kept);
  return kept && gainedAttributes(coded.entity, live, row, kept).length > 0 ? 'grown' : undefined;
}
