import { S3Client } from '@aws-sdk/client-s3';
import { beginsWith, HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import type { Order } from './order.js';
import { TieredOrders } from './order-entity.js';
import type { PeerModule } from './peer.js';

/** Nothing here is archived, so nothing is ever asked of S3. */
const s3Config = { bucketName: 'archive', client: new S3Client({ region: 'us-east-1' }) };

export const connect: PeerModule['connect'] = client => {
  const db = HybridLogicalDb.create(TieredOrders, LogicalDb.create(TieredOrders, client), {
    s3Config,
    archivalConfig: { archiveAfterDuration: { days: 365 } },
  });
  const { byId } = db.orders;
  return {
    save: (order: Order) => byId.save({ ...order, tags: [...order.tags], createdAt: new Date(order.createdAt) }),
    load: key => byId.load(key),
    update: (key, { status, total }) => byId.update(key, u => [u.status.set(status), u.total.set(total)]),
    page: async account => (await byId.query(beginsWith({ account }))).contents,
    order: found => {
      const item = found as { readonly createdAt: Date }; // `load` and `page` return it
      return { ...item, createdAt: item.createdAt.toISOString() };
    },
  };
};
