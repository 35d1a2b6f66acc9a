import { Attribute, atLeast, beginsWith, between, inlineView, LogicalDb, logicalTable, secondaryIndex } from '@tempest-ts/tempest';

// #region declare
class Order {
  @Attribute() customerId!: string;
  @Attribute() orderId!: string;
  @Attribute() status?: string;
  @Attribute({ type: Date }) placedAt?: Date;
}

class OrderLine {
  @Attribute() customerId!: string;
  @Attribute() orderId!: string;
  @Attribute() line!: number;
  @Attribute() product!: string;
}

export class ShopDb extends LogicalDb {
  shop = logicalTable({
    name: 'shop',
    partitionKey: 'pk',
    sortKey: 'sk',
    indexes: { by_status: { partitionKey: 'status', sortKey: 'placed' } },
    views: {
      orders: inlineView(Order, { key: ['CUSTOMER#{customerId}', 'ORDER#{orderId}'] }),
      lines: inlineView(OrderLine, { key: ['CUSTOMER#{customerId}', 'ORDER#{orderId}#LINE#{line:4}'] }),
      ordersByStatus: secondaryIndex(Order, { index: 'by_status', key: ['status', '{placedAt}#{orderId}'] }),
    },
  });
}
// #endregion

export async function useShop(db: ShopDb): Promise<readonly (readonly string[])[]> {
  const { orders, lines, ordersByStatus } = db.shop;
  const today = new Date('2026-11-23T00:00:00Z');
  await orders.save({ customerId: 'c1', orderId: 'o1', status: 'open', placedAt: today });
  for (const line of [1, 2, 10]) await lines.save({ customerId: 'c1', orderId: 'o1', line, product: `p${line}` });

  // #region query
  const line = await lines.load({ customerId: 'c1', orderId: 'o1', line: 2 });
  const ofOrder = await lines.query(beginsWith({ customerId: 'c1', orderId: 'o1' }));
  const some = await lines.query(between({ customerId: 'c1', orderId: 'o1', line: 2 }, { customerId: 'c1', orderId: 'o1', line: 10 }));
  const recent = await ordersByStatus.query(atLeast({ status: 'open', placedAt: today }));
  // #endregion

  // #region update
  const key = { customerId: 'c1', orderId: 'o1' };
  await orders.update(key, o => [o.status.set('sent'), o.placedAt.set(new Date('2026-11-24T00:00:00Z'))]);
  await orders.update(key, o => o.placedAt.remove()); // no longer in the index
  // #endregion
  return [
    [line?.product ?? ''],
    ofOrder.contents.map(({ product }) => product),
    some.contents.map(({ product }) => product),
    recent.contents.map(({ orderId }) => orderId),
    (await ordersByStatus.scan()).contents.map(({ orderId }) => orderId),
  ];
}
