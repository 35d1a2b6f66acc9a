import type { AgeIndex, PlanShardsOptions } from '@tempest-ts/hybrid';

/** How a run is divided, and what it moves: what `planShards` takes of it. */
export type PlanJobOptions = Omit<PlanShardsOptions, 'signal' | 'timeoutMs' | 'capacity'>;

type Partition = NonNullable<AgeIndex['partitions']>[number];
/** A partition key as DynamoDB writes it, bytes in base64. */
type StoredPartition = { readonly S: string } | { readonly N: string } | { readonly B: string };

/** The same as a job in Redis has it. */
export interface StoredPlanOptions extends Omit<PlanJobOptions, 'earliestPlausible' | 'ageIndexes'> {
  /** ISO 8601. */
  readonly earliestPlausible?: string | undefined;
  readonly ageIndexes?:
    | readonly (Omit<AgeIndex, 'partitions'> & { readonly partitions?: readonly StoredPartition[] | undefined })[]
    | undefined;
}

export function storePlanOptions({ earliestPlausible, ageIndexes, ...options }: PlanJobOptions): StoredPlanOptions {
  return {
    ...options,
    ...(earliestPlausible && { earliestPlausible: earliestPlausible.toISOString() }),
    ...(ageIndexes && {
      ageIndexes: ageIndexes.map(({ partitions, ...index }) => ({ ...index, partitions: partitions?.map(storePartition) })),
    }),
  };
}

export function readPlanOptions({ earliestPlausible, ageIndexes, ...options }: StoredPlanOptions): PlanJobOptions {
  return {
    ...options,
    ...(earliestPlausible !== undefined && { earliestPlausible: new Date(earliestPlausible) }),
    ...(ageIndexes && {
      ageIndexes: ageIndexes.map(({ partitions, ...index }) => ({ ...index, partitions: partitions?.map(readPartition) })),
    }),
  };
}

function storePartition(value: Partition): StoredPartition {
  if (typeof value === 'string') return { S: value };
  return typeof value === 'object' ? { B: Buffer.from(value).toString('base64') } : { N: String(value) };
}

/** Whole numbers of any size come back as they were. */
function readPartition(stored: StoredPartition): Partition {
  if ('S' in stored) return stored.S;
  if ('B' in stored) return Buffer.from(stored.B, 'base64');
  return /^-?\d+$/.test(stored.N) ? BigInt(stored.N) : Number(stored.N);
}
