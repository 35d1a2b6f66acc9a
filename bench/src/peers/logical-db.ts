import { beginsWith, LogicalDb } from '@tempest-ts/tempest';
import type { Order } from './order.js';
import { PlainOrders } from './order-entity.js';
import type { PeerModule } from './peer.js';

export const connect: PeerModule['connect'] = client => {
  const { byId } = LogicalDb.create(PlainOrders, client).orders;
  return {
    save: (order: Order) => byId.save({ ...order, tags: [...order.tags] }),
    load: key => byId.load(key),
    update: (key, { status, total }) => byId.update(key, u => [u.status.set(status), u.total.set(total)]),
    page: async account => (await byId.query(beginsWith({ account }))).contents,
  };
};
