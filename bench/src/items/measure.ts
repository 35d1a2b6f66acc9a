import { type CallBudget, measureCalls } from '../harness/measure-cpu.js';
import type { JobModule, Measured } from '../harness/suite.js';
import { makeOrder, ORDERS_TABLE, orderText } from '../peers/order.js';
import { connectPeer, PEERS } from '../peers/peer.js';
import { CannedDynamoDb } from '../servers/canned-dynamo-db.js';

/** One peer's three operations on an item. */
export interface ItemsArguments extends CallBudget {
  readonly peer: string;
  readonly noteCharacters: number;
}

export const OPERATIONS = ['load', 'save', 'update'] as const;

export const measure: JobModule<ItemsArguments>['measure'] = async ({ peer: name, noteCharacters, ...budget }) => {
  const server = new CannedDynamoDb();
  const entry = PEERS.find(peer => peer.name === name);
  if (!entry) throw new Error(`There is no peer ${name}.`);
  const peer = await connectPeer(entry, server.client, ORDERS_TABLE);
  const whole = makeOrder(1);
  const order = { ...whole, note: whole.note.slice(0, noteCharacters) };
  await peer.save(order);
  server.serve(server.saved);
  const key = { account: order.account, id: order.id };
  const isSame = (found: unknown): number => (orderText(peer.order?.(found) ?? found) === orderText(order) ? 1 : 0);
  const same = {
    load: isSame(await peer.load(key)),
    save: server.saved.length,
    update: isSame(await peer.update(key, order)),
  };
  const steps = {
    load: () => peer.load(key),
    save: () => peer.save(order),
    update: () => peer.update(key, order),
  };
  const measured: Measured[] = [];
  for (const operation of OPERATIONS) {
    const { cpuMs, wallMs, calls } = await measureCalls(steps[operation], budget);
    measured.push({ subject: name, values: { operation, cpuMs, wallMs, calls, same: same[operation] } });
  }
  return measured;
};
