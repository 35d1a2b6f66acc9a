/** Compiled by `npm run types`, never run: keys that templates make. */

import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  Attribute,
  atLeast,
  beginsWith,
  between,
  equalTo,
  type InlineView,
  inlineView,
  LogicalDb,
  logicalTable,
  secondaryIndex,
} from '@tempest-ts/tempest';

declare const client: DynamoDBClient;
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_proof: Equal<A, B>): void {}

class OrderLine {
  @Attribute() customerId!: string;
  @Attribute() orderId!: string;
  @Attribute() line!: number;
  @Attribute() status?: string;
  @Attribute({ type: Date }) placedAt?: Date;
}

class Db extends LogicalDb {
  orders = logicalTable({
    name: 'orders',
    indexes: { by_status: { partitionKey: 'status', sortKey: 'gsi_sk' } },
    views: {
      lines: inlineView(OrderLine, { key: ['C#{customerId}', 'ORDER#{orderId}#LINE#{line:4}'] }),
      byStatus: secondaryIndex(OrderLine, { index: 'by_status', key: ['status', '{placedAt}#{orderId}'] }),
    },
  });
}

const { lines, byStatus } = LogicalDb.create(Db, client).orders;

// A service names the view by the names in its templates
lines satisfies InlineView<OrderLine, 'customerId', 'orderId' | 'line'>;
same<Parameters<typeof lines.load>[0], { readonly customerId: string; readonly orderId: string; readonly line: number }>(true);

lines.load({ customerId: 'c', orderId: 'o', line: 1 });
// @ts-expect-error a key is whole
lines.load({ customerId: 'c', orderId: 'o' });
// @ts-expect-error a line is a number
lines.load({ customerId: 'c', orderId: 'o', line: '1' });
// @ts-expect-error misspelt
lines.load({ customerId: 'c', orderID: 'o', line: 1 });
lines.deleteKey({ customerId: 'c', orderId: 'o', line: 1 });

lines.query(beginsWith({ customerId: 'c' }));
lines.query(beginsWith({ customerId: 'c', orderId: 'o' }));
lines.query(equalTo({ customerId: 'c', orderId: 'o' }));
lines.query(between({ customerId: 'c', orderId: 'o', line: 3 }, { customerId: 'c', orderId: 'p' }));
// @ts-expect-error the partition is whole
lines.query(beginsWith({ orderId: 'o' }));
// @ts-expect-error misspelt
lines.query(beginsWith({ customerId: 'c', orderID: 'o' }));
// @ts-expect-error a line is a number
lines.query(atLeast({ customerId: 'c', orderId: 'o', line: '3' }));
// @ts-expect-error no part of the key
lines.query(equalTo({ customerId: 'c', status: 'open' }));
// @ts-expect-error a query's filter has none of its keys
lines.query(beginsWith({ customerId: 'c' }), { filter: l => l.orderId.eq('o') });
// @ts-expect-error a key has no update
lines.update({ customerId: 'c', orderId: 'o', line: 1 }, u => u.line.set(2));
lines.update({ customerId: 'c', orderId: 'o', line: 1 }, u => [u.status.set('sent'), u.placedAt.set(new Date())]);

byStatus.query(beginsWith({ status: 'open', placedAt: new Date() }), { filter: l => l.placedAt.exists() });
// @ts-expect-error the index's partition key
byStatus.query(beginsWith({ status: 'open' }), { filter: l => l.status.eq('open') });
// @ts-expect-error a date
byStatus.query(beginsWith({ status: 'open', placedAt: '2026' }));

// @ts-expect-error ordrId is no property of the class
inlineView(OrderLine, { key: ['customerId', 'ORDER#{ordrId}#LINE#{line:4}'] });
// @ts-expect-error customer is no property of the class
inlineView(OrderLine, { key: ['C#{customer}', 'ORDER#{orderId}'] });
// @ts-expect-error staus is no property of the class
secondaryIndex(OrderLine, { index: 'by_status', key: ['status', '{staus}#{orderId}'] });
// @ts-expect-error a name without braces is a property's
inlineView(OrderLine, { key: ['customerId', 'ordrId'] });
