import { KeptSet } from '../pointer/kept-set.js';

/** What an archived object says of itself, as S3 user metadata. */
export const ATTEMPT_METADATA = 'tempest-attempt';
export const TABLE_METADATA = 'tempest-table';
export const TABLE_ID_METADATA = 'tempest-table-id';
export const KEPT_METADATA = 'tempest-kept';

/** How the body is written: `json/1`, `dynamodb-json/1`. Objects without it are of version 1. */
export const FORMAT_METADATA = 'tempest-format';
/** The schema version of the item; not written where it is 1. The pointer is who is believed. */
export const SCHEMA_METADATA = 'tempest-schema';
/** On a pack: `1/67890/2345`, the version of its format, the bytes of its members, and those of the index behind them. */
export const PACK_METADATA = 'tempest-pack';
/** On a pack from which items were erased: when it was first stored, as an ISO date. */
export const STORED_METADATA = 'tempest-stored';
/** On an object whose bytes the sweeper took away: its key is never taken again. The value says which attempt's bytes they were. */
export const SWEPT_METADATA = 'tempest-swept';

/** Longest encoded kept set that goes into the metadata: S3 takes 2 KB of it together. */
export const MAX_KEPT_METADATA_BYTES = 1_024;

/** Names as ASCII, whatever characters they have. */
export function encodeKept(kept: KeptSet): string {
  return Buffer.from(JSON.stringify(kept.names)).toString('base64url');
}

/** The kept set that an object names, where it is the one that has the id. */
export function decodeKept(metadata: Readonly<Record<string, string>>, id: string): KeptSet | undefined {
  try {
    const names: unknown = JSON.parse(Buffer.from(metadata[KEPT_METADATA] ?? '', 'base64url').toString());
    if (!Array.isArray(names) || !names.every(name => typeof name === 'string')) return undefined;
    const kept = new KeptSet(names);
    return kept.id === id ? kept : undefined;
  } catch {
    return undefined;
  }
}
