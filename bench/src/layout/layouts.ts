import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { ConfigurationError, type HybridConfig, HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { TieredOrders } from '../peers/order-entity.js';

/** How archived items lie in S3. */
export const LAYOUTS = ['single', 'packed'] as const;
export type LayoutName = (typeof LAYOUTS)[number];

/** The archival config of a layout. */
export function archivalConfigOf(layout: LayoutName): NonNullable<HybridConfig['archivalConfig']> {
  return layout === 'single' ? {} : ({ layout } as object); // `single` is the default; a library without packs refuses the option
}

/** The layouts that the library knows. */
export function knownLayouts(): readonly LayoutName[] {
  const client = new DynamoDBClient({ region: 'us-east-1' });
  const s3Config = { bucketName: 'none', client: new S3Client({ region: 'us-east-1' }) };
  return LAYOUTS.filter(layout => {
    try {
      HybridLogicalDb.create(TieredOrders, LogicalDb.create(TieredOrders, client), {
        s3Config,
        archivalConfig: { archiveAfterDuration: { days: 1 }, ...archivalConfigOf(layout) },
      });
      return true;
    } catch (error) {
      if (error instanceof ConfigurationError) return false;
      throw error;
    }
  });
}
