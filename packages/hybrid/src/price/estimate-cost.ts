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
  /** Negative where the items would cost more than before. */
  readonly monthlySaving: number;
  /** The share of `monthlyBefore` that is saved: 0.79 for 79 %. */
  readonly savedShare: number;
  /** Months until the move is paid for; `undefined` where that never happens. */
  readonly paybackMonths: number | undefined;
}

/** A billed gigabyte, in bytes. */
export const GIGABYTE: number = 1024 ** 3;

/** Puts prices to a footprint. */
export function estimateCost(footprint: Footprint, { dynamoDb, s3 }: Prices): CostEstimate {
  const { readUnits, writeUnits, puts } = footprint;
  const moveCost = readUnits * dynamoDb.readUnit + writeUnits * dynamoDb.writeUnit + puts * s3.put;
  const monthlyBefore = (footprint.dynamoDbBytesBefore / GIGABYTE) * dynamoDb.storage;
  const monthlyAfter = (footprint.dynamoDbBytesAfter / GIGABYTE) * dynamoDb.storage + (footprint.s3Bytes / GIGABYTE) * s3.storage;
  const monthlySaving = monthlyBefore - monthlyAfter;
  return Object.freeze({
    readUnits,
    writeUnits,
    puts,
    moveCost,
    monthlyBefore,
    monthlyAfter,
    monthlySaving,
    savedShare: monthlyBefore === 0 ? 0 : monthlySaving / monthlyBefore,
    paybackMonths: monthlySaving > 0 ? moveCost / monthlySaving : undefined,
  });
}
