import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { measureCalls } from '../harness/measure-cpu.js';
import type { JobModule } from '../harness/suite.js';
import { ACCOUNT, makeOrder, ORDERS_TABLE, orderText } from '../peers/order.js';
import { connectPeer, PEERS } from '../peers/peer.js';
import { CannedDynamoDb } from '../servers/canned-dynamo-db.js';

/** The least that a page can cost with the SDK: sending a query and parsing as much JSON. */
export const FLOOR = 'floor';
export const PAGE_ITEMS = 100;

/** One peer over pages, or the floor. */
export interface PagesArguments {
  readonly peer: string;
  readonly warmUpCalls: number;
  readonly cpuMs: number;
}

export const measure: JobModule<PagesArguments>['measure'] = async ({ peer: name, ...budget }) => {
  const server = new CannedDynamoDb();
  const orders = Array.from({ length: PAGE_ITEMS }, (_, n) => makeOrder(n));
  const entry = PEERS.find(peer => peer.name === (name === FLOOR ? 'raw client' : name));
  if (!entry) throw new Error(`There is no peer ${name}.`);
  const peer = await connectPeer(entry, server.client, ORDERS_TABLE);
  // What is served is what the peer itself stores, its own attributes included.
  for (const order of orders) await peer.save(order);
  const { pageText } = server.serve(server.saved);
  const found = await peer.page(ACCOUNT);
  const same =
    found.length === orders.length && orders.every((order, n) => orderText(peer.order?.(found[n]) ?? found[n]) === orderText(order));
  if (name === FLOOR) server.serveNothing();
  const empty = new QueryCommand({
    TableName: ORDERS_TABLE,
    KeyConditionExpression: 'account = :account',
    ExpressionAttributeValues: { ':account': { S: ACCOUNT } },
  });
  const step =
    name === FLOOR
      ? async () => {
          await server.client.send(empty);
          JSON.parse(pageText);
        }
      : () => peer.page(ACCOUNT);
  const { cpuMs, wallMs, calls } = await measureCalls(step, budget);
  return [{ subject: name, values: { cpuMs, wallMs, calls, items: found.length, same: same ? 1 : 0, bytes: Buffer.byteLength(pageText) } }];
};
