import { type ReadonlyRow, rowBytes } from '@tempest-ts/tempest/extend';
import type { KeptSet } from '../pointer/kept-set.js';

/**
 * Attributes that move in one swap at most. Bringing them back is one expression of DynamoDB's 4 KB, `SET #a = if_not_exists(#a, :v)` for each, of which
 * 150 fit and 160 do not; and the swap compares each, within DynamoDB's 300 operators ("Service quotas", Expression parameters).
 */
export const MAX_MOVING_ATTRIBUTES = 140;

/** Which of a row's attributes move: all but the kept ones, the largest first where there are too many. */
export function movingAttributes(row: ReadonlyRow, kept: KeptSet): readonly string[] {
  const candidates = Object.keys(row).filter(name => !kept.has(name));
  if (candidates.length <= MAX_MOVING_ATTRIBUTES) return candidates;
  const sizes = new Map(candidates.map(name => [name, rowBytes({ [name]: row[name] ?? { NULL: true } })]));
  return candidates.sort((a, b) => (sizes.get(b) ?? 0) - (sizes.get(a) ?? 0)).slice(0, MAX_MOVING_ATTRIBUTES);
}
