/** Compiled by `npm run types`, never run: what the library fills in need not be given, and comes back as what it is. */

import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Fields, type Generated, LogicalDb } from '@tempest-ts/tempest';
import { Ledger, Ticket, TicketDb } from '../fixtures/tickets.js';

declare const client: DynamoDBClient;
const db = LogicalDb.create(TicketDb, client, { clock: () => new Date(0) });
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_proof: Equal<A, B>): void {}

same<
  Fields<Ticket>,
  {
    readonly id: string;
    readonly title: string;
    readonly votes?: number | undefined;
    readonly version?: Generated<number> | undefined;
    readonly createdAt?: Generated<Date> | undefined;
    readonly updatedAt?: Generated<Date> | undefined;
    readonly expiresAt?: Date | undefined;
  }
>(true);

export async function mustCompile(): Promise<void> {
  const saved = await db.tickets.all.save({ id: 'a', title: 't' });
  const version: number = saved.version;
  const createdAt: Date = saved.createdAt;
  await db.tickets.all.save({ ...saved, title: 'u' });
  await db.tickets.all.save(Object.assign(new Ticket(), { version, createdAt }));
  await db.tickets.all.update({ id: 'a' }, u => [u.votes.add(1), u.expiresAt.set(new Date())], { version });
  await db.tickets.all.update({ id: 'a' }, u => u.title.set('x'), { if: t => t.version.ge(3).and(t.updatedAt.lt(new Date())) });
  await db.tickets.all.delete(saved);
  await db.tickets.all.delete({ id: 'a', version });
  await db.tickets.all.delete({ id: 'a' });
  await db.tickets.all.load({ id: 'a' }, { hideExpired: true });
  await db.tickets.all.scan({ hideExpired: true });
  const revision: bigint = (await db.ledgers.all.save({ account: 'a', book: 'b', balance: 1 })).revision;
  await db.ledgers.all.update({ account: 'a', book: 'b' }, u => u.balance.add(1), { version: revision });
  await db.ledgers.all.save(Object.assign(new Ledger(), { revision: 3n }));
  await db.messages.all.save({ room: 'r', text: 't' });
}

export async function mustNotCompile(): Promise<void> {
  // @ts-expect-error what the library does not fill in is missing
  await db.tickets.all.save({ id: 'a' });
  // @ts-expect-error a version is a number
  await db.tickets.all.save({ id: 'a', title: 't', version: '1' });
  // @ts-expect-error a date is a Date
  await db.tickets.all.save({ id: 'a', title: 't', createdAt: 'today' });
  // @ts-expect-error the same of an update
  await db.tickets.all.update({ id: 'a' }, u => u.title.set('x'), { version: '1' });
  // @ts-expect-error the same of a delete
  await db.tickets.all.delete({ id: 'a', version: '1' });
  // @ts-expect-error a delete needs the key
  await db.tickets.all.delete({ version: 1 });
  // @ts-expect-error a key has no date that may be left out
  await db.messages.all.load({ room: 'r' });
  // @ts-expect-error what the library fills in is not for updates to change
  await db.tickets.all.update({ id: 'a' }, u => u.version.set(3));
}
