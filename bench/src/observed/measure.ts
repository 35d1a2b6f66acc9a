import { context, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { openTelemetry } from '@tempest-ts/opentelemetry';
import { type DbEvents, LogicalDb } from '@tempest-ts/tempest';
import { type CallBudget, measureCalls } from '../harness/measure-cpu.js';
import type { JobModule } from '../harness/suite.js';
import { makeOrder, ORDERS_TABLE } from '../peers/order.js';
import { PlainOrders } from '../peers/order-entity.js';
import { connectPeer, PEERS } from '../peers/peer.js';
import { CannedDynamoDb } from '../servers/canned-dynamo-db.js';

/** Who listens to a database. */
export const LISTENERS = ['nobody', 'a listener of requests', 'OpenTelemetry without an SDK', 'OpenTelemetry with an SDK'] as const;

export interface ObservedArguments extends CallBudget {
  readonly listener: (typeof LISTENERS)[number];
  readonly noteCharacters: number;
}

/** As an application sets it up; spans are made, batched, and thrown away. */
function setUpSdk(): void {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const exporter = {
    export: (_spans: unknown, done: (result: { readonly code: number }) => void) => done({ code: 0 }),
    shutdown: async () => undefined,
  };
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] }));
  metrics.setGlobalMeterProvider(new MeterProvider());
}

function eventsOf(listener: ObservedArguments['listener']): DbEvents | undefined {
  if (listener === 'nobody') return undefined;
  if (listener === 'a listener of requests') return { onRequest: () => undefined };
  if (listener === 'OpenTelemetry with an SDK') setUpSdk();
  return openTelemetry().events;
}

export const measure: JobModule<ObservedArguments>['measure'] = async ({ listener, noteCharacters, ...budget }) => {
  const server = new CannedDynamoDb();
  const [library] = PEERS.filter(({ name }) => name === 'LogicalDb');
  if (!library) throw new Error('There is no such peer as LogicalDb.');
  await connectPeer(library, server.client, ORDERS_TABLE);
  const events = eventsOf(listener);
  const { byId } = LogicalDb.create(PlainOrders, server.client, events ? { events } : {}).orders;
  const whole = makeOrder(1);
  const order = { ...whole, note: whole.note.slice(0, noteCharacters) };
  await byId.save({ ...order, tags: [...order.tags] });
  server.serve(server.saved);
  const key = { account: order.account, id: order.id };
  const loaded = await byId.load(key);
  const { cpuMs, wallMs, calls } = await measureCalls(() => byId.load(key), budget);
  return [{ subject: listener, values: { cpuMs, wallMs, calls, same: loaded?.id === order.id ? 1 : 0 } }];
};
