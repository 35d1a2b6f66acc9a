/** Compiled by `npm run types`, never run: what must and must not compile of views of several classes. */

import { beginsWith, collection, inlineView, oneOf, TransactionWriteSet } from '@tempest-ts/tempest';
import { Album, type MediaDb, type Order, type OrderDb, OrderLine, Track } from '../fixtures/media.js';

declare const db: MediaDb;
declare const orders: OrderDb;
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_proof: Equal<A, B>): void {}

export async function mustCompile(): Promise<void> {
  const item = await db.media.all.load({ shelf: 's', token: 't' });
  same<typeof item, Album | Track | undefined>(true);
  if (item?.mediaType === 'album') same<typeof item, Album>(true);
  await db.media.all.save(new Album());
  await db.media.all.save({ mediaType: 'track', shelf: 's', token: 't', title: 'x', runLength: 'PT1M' });
  await db.media.all.query(beginsWith({ shelf: 's' }), { filter: m => m.title.eq('x').and(m.mediaType.eq('album')) });
  await db.media.all.update({ shelf: 's', token: 't' }, u => [u.title.set('x'), u.label.remove()], { if: m => m.title.exists() });
  new TransactionWriteSet().update(db.media.all.key({ shelf: 's', token: 't' }), u => u.title.set('x'));
  const page = await orders.orders.withLines.query(beginsWith({ orderId: 'o' }), { filter: o => o.note.exists() });
  same<typeof page.contents, readonly (Order | OrderLine)[]>(true);
  const byTemplate = collection(oneOf(Album, Track), { key: ['SHELF#{shelf}'] });
  await byTemplate.query(beginsWith({ shelf: 's' }), { filter: m => m.title.exists() });
  same<ReturnType<typeof db.repository<MediaDb, Album>>, MediaDb['media']['albums']>(true);
}

export async function mustNotCompile(): Promise<void> {
  // @ts-expect-error a filter names what all classes have
  await db.media.all.query(beginsWith({ shelf: 's' }), { filter: m => m.runLength.eq('x') });
  // @ts-expect-error no such class
  await db.media.all.save({ mediaType: 'film', shelf: 's', token: 't', title: 'x' });
  // @ts-expect-error a track has a length
  await db.media.all.save({ mediaType: 'track', shelf: 's', token: 't', title: 'x' });
  // @ts-expect-error a key of all classes
  inlineView(oneOf(Album, Track), { key: ['shelf', 'runLength'] });
  // @ts-expect-error one class is no union
  oneOf(Album);
  // @ts-expect-error a collection is for reading
  await orders.orders.withLines.save(new OrderLine());
  // @ts-expect-error and has no single items
  await orders.orders.withLines.load({ orderId: 'o' });
  // @ts-expect-error a misspelt partition
  await orders.orders.withLines.query(beginsWith({ order: 'o' }));
  // @ts-expect-error the sort keys are each class's own
  collection(oneOf(Album, Track), { key: ['shelf', 'token'] });
  // @ts-expect-error a template of what the classes have not
  collection(oneOf(Album, Track), { key: ['SHELF#{shelves}'] });
}
