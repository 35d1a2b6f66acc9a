import type { BoundView, CallScope, KeyCondition, Row, Tier } from '@tempest-ts/tempest/extend';
import { query } from '@tempest-ts/tempest/extend';
import { estimateReadUnits } from '../walk/estimate-read-units.js';

/** One page of the rows of a condition. */
export interface ConditionPage {
  readonly rows: readonly Row[];
  /** Where the next page begins; `undefined`: this was the last. */
  readonly offset: string | undefined;
  /** Read units that it took, by the size of its rows. */
  readonly units: number;
}

/** A tier that takes every row aside, so that the query is the one that readers make, and none is read from S3. */
function takeAside(rows: Row[]): Tier {
  return {
    concurrency: 1,
    needsResolving: () => true,
    resolve: async page => {
      rows.push(...page);
      return page.map(() => ({ gone: true }) as const);
    },
    readsWhole: () => true,
    resolvedBytes: () => 0,
    decoded: () => undefined,
    widenFilter: (_, filter) => filter,
    restore: async () => undefined,
  };
}

/** One page of the stored rows that a key condition names, archived ones and others. */
export async function rowsOfCondition(
  view: BoundView,
  condition: KeyCondition<object>,
  offset: string | undefined,
  { signal, capacity }: CallScope,
): Promise<ConditionPage> {
  const rows: Row[] = [];
  const aside: BoundView = { ...view, runtime: { ...view.runtime, tier: takeAside(rows) } };
  const page = await query(aside, condition, {
    initialOffset: offset,
    consistentRead: true,
    ...(signal && { signal }),
    ...(capacity && { capacity }),
  });
  return { rows, offset: page.offset, units: 2 * estimateReadUnits(rows) };
}
