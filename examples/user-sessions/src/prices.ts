/**
 * On-demand prices in us-east-1 (N. Virginia), in US dollars, as published in November 2026: https://aws.amazon.com/dynamodb/pricing/on-demand/ (table
 * class Standard) and https://aws.amazon.com/s3/pricing/ (storage class Standard, first 50 TB). Free tiers are left out.
 */
export const PRICES = {
  region: 'us-east-1',
  asOf: 'November 2026',
  dynamoDb: {
    /** A gigabyte for a month. */
    storage: 0.25,
    /** A write request unit: 1 KB of an item before or after, whichever is larger; the same again for each index that the write touches. */
    write: 0.625e-6,
    /** An eventually consistent read of 4 KB: half a read request unit. */
    eventualRead: 0.0625e-6,
  },
  s3: {
    /** A gigabyte for a month. */
    storage: 0.023,
    /** A PUT, a COPY or a LIST. */
    put: 5e-6,
    /** A GET or a HEAD. Deletes cost nothing. */
    get: 0.4e-6,
  },
} as const;

/** A billed gigabyte, in bytes. */
export const GIGABYTE: number = 1024 ** 3;
/** What DynamoDB bills for each stored item, and for each entry of an index, besides its size. */
export const ITEM_OVERHEAD_BYTES = 100;
/** What one write unit covers, in bytes. */
export const WRITE_UNIT_BYTES = 1024;
/** What one eventually consistent read at `eventualRead` covers, in bytes. */
export const READ_BYTES = 4096;
