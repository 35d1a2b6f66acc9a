import type { ItemCodec, ReadonlyRow } from '@tempest-ts/tempest/extend';
import type { HybridEntity } from './hybrid-entity.js';

/** The archival timestamp of a row; an invalid date where it has none that can be read. */
export function archivalTime({ timestamp }: HybridEntity, codec: ItemCodec, row: ReadonlyRow): Date {
  try {
    const time = codec.decodeValue(timestamp, row);
    return time instanceof Date ? time : new Date(Number.NaN);
  } catch {
    return new Date(Number.NaN);
  }
}
