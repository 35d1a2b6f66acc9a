import type { StorageClass } from '../storage-class.js';

/** What S3 charges for objects of one storage class. */
export interface ObjectPrices {
  /** A gigabyte for a month. */
  readonly storage: number;
  readonly put: number;
  /** A GET, without what the infrequent classes charge for each gigabyte read. */
  readonly get: number;
  /** Smaller objects are charged as if they were so large. */
  readonly minimumObjectBytes: number;
}

/** What AWS charges, as data: pass your own where your region, table class or contract differ. All in US dollars. */
export interface Prices {
  readonly region: string;
  /** When the prices were looked up: `'2026-11'`. */
  readonly asOf: string;
  readonly sources: readonly string[];
  readonly dynamoDb: {
    /** A gigabyte for a month. */
    readonly storage: number;
    /** A write request unit: 1 KB of an item before or after, whichever is larger; the same again for each index that the write touches. */
    readonly writeUnit: number;
    /** A read request unit: 4 KB read consistently, or 8 KB read eventually consistently, as a run reads. */
    readonly readUnit: number;
  };
  /** By storage class. */
  readonly s3: Readonly<Record<StorageClass, ObjectPrices>>;
}

/** Standard-IA, One Zone-IA and Glacier Instant Retrieval bill every object as this, at least (S3 pricing). */
const MINIMUM_BILLED_BYTES = 131_072;

/** On demand in us-east-1, DynamoDB's table class Standard, S3's first 50 TB, without free tiers; looked up in November 2026. */
export const DEFAULT_PRICES: Prices = Object.freeze({
  region: 'us-east-1',
  asOf: '2026-11',
  sources: Object.freeze(['https://aws.amazon.com/dynamodb/pricing/on-demand/', 'https://aws.amazon.com/s3/pricing/']),
  dynamoDb: Object.freeze({ storage: 0.25, writeUnit: 0.625e-6, readUnit: 0.125e-6 }),
  s3: Object.freeze({
    STANDARD: Object.freeze({ storage: 0.023, put: 5e-6, get: 0.4e-6, minimumObjectBytes: 0 }),
    // Its frequent tier: smaller objects than 128 KB never leave it.
    INTELLIGENT_TIERING: Object.freeze({ storage: 0.023, put: 5e-6, get: 0.4e-6, minimumObjectBytes: 0 }),
    STANDARD_IA: Object.freeze({ storage: 0.0125, put: 10e-6, get: 1e-6, minimumObjectBytes: MINIMUM_BILLED_BYTES }),
    ONEZONE_IA: Object.freeze({ storage: 0.01, put: 10e-6, get: 1e-6, minimumObjectBytes: MINIMUM_BILLED_BYTES }),
    GLACIER_IR: Object.freeze({ storage: 0.004, put: 20e-6, get: 10e-6, minimumObjectBytes: MINIMUM_BILLED_BYTES }),
  }),
});
