import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Order } from './order.js';

/** The key of an order. */
export type OrderKey = Pick<Order, 'account' | 'id'>;

/** One way of reading and writing orders, as its own documentation shows it. */
export interface Peer {
  save(order: Order): Promise<unknown>;
  load(key: OrderKey): Promise<unknown>;
  /** Sets two fields and returns the item as it is then. */
  update(key: OrderKey, changes: Pick<Order, 'status' | 'total'>): Promise<unknown>;
  /** One page of 100 of an account's orders. */
  page(account: string): Promise<readonly unknown[]>;
  /** The order in what `load` or `page` returned; left out where that has the order's own fields. Not measured. */
  order?(found: unknown): unknown;
}

/** What each file of a peer exports. */
export interface PeerModule {
  connect(client: DynamoDBClient, table: string): Peer | Promise<Peer>;
}

/** A peer's name in the tables, its package, and its file. */
export interface PeerEntry {
  readonly name: string;
  readonly packageName: string;
  readonly file: string;
}

/** The packages measured beside each other; the first is the one that the others are compared with. */
export const PEERS: readonly PeerEntry[] = [
  { name: 'LogicalDb', packageName: '@tempest-ts/tempest', file: './logical-db.ts' },
  { name: 'HybridLogicalDb', packageName: '@tempest-ts/hybrid', file: './hybrid-logical-db.ts' },
  { name: 'raw client', packageName: '@aws-sdk/client-dynamodb', file: './raw-client.mjs' },
  { name: 'DynamoDBDocumentClient', packageName: '@aws-sdk/lib-dynamodb', file: './document-client.mjs' },
  { name: 'ElectroDB', packageName: 'electrodb', file: './electrodb.mjs' },
  { name: 'dynamodb-toolbox', packageName: 'dynamodb-toolbox', file: './toolbox.mjs' },
  { name: 'OneTable', packageName: 'dynamodb-onetable', file: './onetable.mjs' },
  { name: 'TypeDORM', packageName: '@typedorm/core', file: './typedorm.mjs' },
  { name: 'Dynamoose', packageName: 'dynamoose', file: './dynamoose.mjs' },
];

/** Loads a peer and nothing of the others. */
export async function connectPeer({ file }: PeerEntry, client: DynamoDBClient, table: string): Promise<Peer> {
  const module = (await import(new URL(file, import.meta.url).href)) as PeerModule; // each file of PEERS exports `connect`
  return module.connect(client, table);
}
