import type { ReadonlyRow } from './row.js';

/** A key in a message: `{partition_key: "user123", sort_key: "s1"}`. */
export function describeKey(key: ReadonlyRow): string {
  const parts = Object.entries(key).map(([attribute, value]) => {
    if (value.N !== undefined) return `${attribute}: ${value.N}`;
    return `${attribute}: ${value.S !== undefined ? JSON.stringify(value.S) : `base64 ${Buffer.from(value.B ?? []).toString('base64')}`}`;
  });
  return `{${parts.join(', ')}}`;
}
