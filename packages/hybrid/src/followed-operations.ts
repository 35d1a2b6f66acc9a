import { followed, type Observer, type OperationEnd, type OperationStart } from '@tempest-ts/tempest/extend';
import type { HybridOperations } from './hybrid-operations.js';

/** Those that send nothing, or of which nobody is to hear. */
type Unheard = 'close' | 'health' | 'iamPolicies';

/** The operations that send requests, and whether each goes over whole tables. */
const KINDS: Readonly<Record<Exclude<keyof HybridOperations, Unheard>, OperationStart['kind']>> = {
  archiveOldData: 'run',
  archiveOldDataDryRun: 'run',
  planShards: 'run',
  archiveShard: 'run',
  recordRun: 'call',
  restore: 'run',
  refreshPointers: 'run',
  verifyArchive: 'run',
  sweepOrphans: 'run',
  compactPacks: 'run',
  migrateArchive: 'run',
  importExport: 'run',
  releaseRestored: 'run',
  erase: 'run',
  preflight: 'run',
  confirmReader: 'call',
  hydrateImage: 'call',
};

/** Numbers and yes or no: what else a result holds may be of items. */
function countsOf(result: unknown): OperationEnd['counts'] {
  const counts: Record<string, number | boolean> = {};
  for (const [name, value] of Object.entries(result ?? {}))
    if (typeof value === 'number' || typeof value === 'boolean') counts[name] = value;
  return counts;
}

/** The same operations, each followed from its beginning to its end where somebody listens. */
export function followedOperations(observer: Observer | undefined, operations: HybridOperations): HybridOperations {
  if (!observer) return operations;
  const all: Record<string, unknown> = { ...operations };
  for (const [operation, kind] of Object.entries(KINDS)) {
    if (kind === 'call' && !observer.followsCalls) continue;
    const call = all[operation] as (...args: readonly unknown[]) => Promise<unknown>; // those of KINDS are asynchronous
    const start: OperationStart = { kind, operation, table: undefined, view: undefined };
    const counts = kind === 'run' ? countsOf : undefined;
    all[operation] = (...args: readonly unknown[]) => followed(observer, start, () => call(...args), counts);
  }
  return all as unknown as HybridOperations; // the same, wrapped
}
