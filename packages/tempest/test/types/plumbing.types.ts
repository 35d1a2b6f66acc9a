/** Compiled by `npm run types`, never run: what must and what must not compile of events, capacity and raw inputs. */

import type {
  BatchGetItemCommandInput,
  BatchWriteItemCommandInput,
  ConsumedCapacity,
  DeleteItemCommandInput,
  DynamoDBClient,
  GetItemCommandInput,
  PutItemCommandInput,
  QueryCommandInput,
  ScanCommandInput,
  TransactGetItemsCommandInput,
  TransactWriteItemsCommandInput,
  UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import {
  BatchWriteSet,
  beginsWith,
  CapacityMeter,
  type CapacityRecorder,
  LogicalDb,
  type RequestEvent,
  TransactionWriteSet,
} from '@tempest-ts/tempest';
import type { OrderDb } from '../fixtures/media.js';
import { MusicDb } from '../fixtures/music.js';

declare const client: DynamoDBClient;
declare const db: MusicDb;
declare const orders: OrderDb;
declare const event: RequestEvent;
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_proof: Equal<A, B>): void {}

const key = { albumToken: 'a', trackToken: 't' };
const album = beginsWith({ albumToken: 'a' });

export async function mustCompile(): Promise<void> {
  const { albumTracks, albumsByArtist } = db.music;
  const { inputs } = albumTracks;
  same<ReturnType<typeof inputs.query>, QueryCommandInput>(true);
  same<ReturnType<typeof inputs.scan>, ScanCommandInput>(true);
  same<ReturnType<typeof inputs.count>, QueryCommandInput>(true);
  same<ReturnType<typeof inputs.load>, GetItemCommandInput>(true);
  same<ReturnType<typeof inputs.save>, PutItemCommandInput>(true);
  same<ReturnType<typeof inputs.update>, UpdateItemCommandInput>(true);
  same<ReturnType<typeof inputs.delete>, DeleteItemCommandInput>(true);
  inputs.query(album, { filter: t => t.runLength.gt('PT3M'), pageSize: 2 });
  inputs.update(key, t => t.runLength.set('PT3M'), { if: t => t.trackTitle.exists() });
  albumsByArtist.inputs.query(beginsWith({ artistName: 'x' }));
  orders.orders.withLines.inputs.query(beginsWith({ orderId: 'o' }));
  same<ReturnType<typeof db.inputs.batchLoad>, readonly BatchGetItemCommandInput[]>(true);
  same<ReturnType<typeof db.inputs.batchWrite>, readonly BatchWriteItemCommandInput[]>(true);
  same<ReturnType<typeof db.inputs.transactionLoad>, TransactGetItemsCommandInput>(true);
  same<ReturnType<typeof db.inputs.transactionWrite>, TransactWriteItemsCommandInput>(true);
  await albumTracks.query(album, { changeInput: input => ({ ...input, Select: 'ALL_ATTRIBUTES' }) });
  await albumTracks.load(key, { changeInput: input => ({ ...input, ConsistentRead: true }) });
  await db.batchWrite(new BatchWriteSet(), { changeInput: input => ({ ...input, ReturnItemCollectionMetrics: 'SIZE' }) });
  await db.transactionWrite(new TransactionWriteSet(), { changeInput: input => ({ ...input, ClientRequestToken: 'x' }) });
  const capacity = new CapacityMeter();
  const own: CapacityRecorder = { record: (consumed, isWrite) => void [consumed[0]?.CapacityUnits, isWrite] };
  await albumTracks.deleteKey(key, { capacity });
  for await (const page of albumTracks.queryAll(album, { capacity: own })) page.contents;
  same<typeof capacity.tables, readonly ConsumedCapacity[]>(true);
  same<typeof capacity.writeUnits, number>(true);
  LogicalDb.create(MusicDb, client, { events: { onRequest: ({ latencyMs }) => void latencyMs }, logger: console });
  if (event.kind === 's3') same<typeof event.bytes, number | undefined>(true);
  else same<typeof event.tables, readonly string[]>(true);
}

export async function mustNotCompile(): Promise<void> {
  const { albumTracks, albumsByArtist } = db.music;
  // @ts-expect-error a key condition of another view
  albumTracks.inputs.query(beginsWith({ artistName: 'x' }));
  // @ts-expect-error the sort key is missing
  albumTracks.inputs.load({ albumToken: 'a' });
  // @ts-expect-error no such attribute
  albumTracks.inputs.save({ ...key, trackTitle: 'x', runLength: 'y', colour: 'red' });
  // @ts-expect-error a filter cannot name what the view is queried by
  albumTracks.inputs.query(album, { filter: t => t.trackToken.eq('t') });
  // @ts-expect-error a secondary index is for reading
  albumsByArtist.inputs.save;
  // @ts-expect-error a collection too
  orders.orders.withLines.inputs.deleteKey;
  // @ts-expect-error the input of another operation
  await albumTracks.load(key, { changeInput: (input: QueryCommandInput) => input });
  // @ts-expect-error nothing comes back
  await albumTracks.query(album, { changeInput: () => undefined });
  // @ts-expect-error a comparison of tables has no input to change
  await db.validate({ changeInput: (input: object) => input });
  // @ts-expect-error a recorder is told; a number is none
  await albumTracks.load(key, { capacity: 5 });
  // @ts-expect-error no such event
  LogicalDb.create(MusicDb, client, { events: { onQuery: () => undefined } });
  // @ts-expect-error a logger has four levels
  LogicalDb.create(MusicDb, client, { logger: { info: () => undefined } });
  // @ts-expect-error DynamoDB's requests have tables, and no bytes
  event.bytes;
}
