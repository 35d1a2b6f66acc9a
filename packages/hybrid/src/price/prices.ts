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
  readonly s3: {
    /** A gigabyte for a month. */
    readonly storage: number;
    readonly put: number;
    readonly get: number;
    /** Smaller objects are charged as if they were so large: 131,072 in Standard-IA and Glacier Instant Retrieval, 0 in Standard. */
    readonly minimumObjectBytes: number;
  };
}

/** On demand in us-east-1, table class and storage class Standard, first 50 TB, without free tiers; looked up in November 2026. */
export const DEFAULT_PRICES: Prices = Object.freeze({
  region: 'us-east-1',
  asOf: '2026-11',
  sources: Object.freeze(['https://aws.amazon.com/dynamodb/pricing/on-demand/', 'https://aws.amazon.com/s3/pricing/']),
  dynamoDb: Object.freeze({ storage: 0.25, writeUnit: 0.625e-6, readUnit: 0.125e-6 }),
  s3: Object.freeze({ storage: 0.023, put: 5e-6, get: 0.4e-6, minimumObjectBytes: 0 }),
});
