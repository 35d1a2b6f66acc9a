import type { StorageClass } from '../storage-class.js';
import type { Footprint } from './footprint.js';
import type { Prices } from './prices.js';

/** What moving items costs, and what they cost a month before and after, in dollars. */
export interface CostEstimate {
  /** Capacity units and requests that the move takes. */
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly puts: number;
  /** Dollars for these, once. */
  readonly moveCost: number;
  /** Dollars a month for storage: DynamoDB with its indexes and overheads, and S3. Reading archived items costs GETs besides. */
  readonly monthlyBefore: number;
  readonly monthlyAfter: number;
  /** Of `monthlyAfter`, what S3 charges. */
  readonly monthlyAfterS3: number;
  /** Negative where the items would cost more than before. */
  readonly monthlySaving: number;
  /** The share of `monthlyBefore` that is saved: 0.79 for 79 %. */
  readonly savedShare: number;
  /** Months until the move is paid for; `undefined` where that never happens. */
  readonly paybackMonths: number | undefined;
}

/** A billed gigabyte, in bytes. */
export const GIGABYTE: number = 1024 ** 3;

type Dollars = Pick<CostEstimate, 'readUnits' | 'writeUnits' | 'puts' | 'moveCost' | 'monthlyBefore' | 'monthlyAfter' | 'monthlyAfterS3'>;

function withRatios(dollars: Dollars): CostEstimate {
  const { moveCost, monthlyBefore, monthlyAfter } = dollars;
  const monthlySaving = monthlyBefore - monthlyAfter;
  return Object.freeze({
    ...dollars,
    monthlySaving,
    savedShare: monthlyBefore === 0 ? 0 : monthlySaving / monthlyBefore,
    paybackMonths: monthlySaving > 0 ? moveCost / monthlySaving : undefined,
  });
}

/**
 * Puts prices to bytes and requests, measured or made up.
 *
 * @param storageClass of the objects; default: `'STANDARD'`
 */
export function estimateCost(footprint: Footprint, { dynamoDb, s3 }: Prices, storageClass: StorageClass = 'STANDARD'): CostEstimate {
  const { readUnits, writeUnits, puts } = footprint;
  const objects = s3[storageClass];
  const monthlyAfterS3 = (footprint.s3Bytes / GIGABYTE) * objects.storage;
  return withRatios({
    readUnits,
    writeUnits,
    puts,
    moveCost: readUnits * dynamoDb.readUnit + writeUnits * dynamoDb.writeUnit + puts * objects.put,
    monthlyBefore: (footprint.dynamoDbBytesBefore / GIGABYTE) * dynamoDb.storage,
    monthlyAfter: (footprint.dynamoDbBytesAfter / GIGABYTE) * dynamoDb.storage + monthlyAfterS3,
    monthlyAfterS3,
  });
}

/** What several moves come to together. */
export function sumCosts(costs: readonly CostEstimate[]): CostEstimate {
  const sum = (part: keyof Dollars): number => costs.reduce((total, cost) => total + cost[part], 0);
  return withRatios({
    readUnits: sum('readUnits'),
    writeUnits: sum('writeUnits'),
    puts: sum('puts'),
    moveCost: sum('moveCost'),
    monthlyBefore: sum('monthlyBefore'),
    monthlyAfter: sum('monthlyAfter'),
    monthlyAfterS3: sum('monthlyAfterS3'),
  });
}
