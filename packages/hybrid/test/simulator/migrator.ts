import { HydrationError } from '@tempest-ts/hybrid';
import type { Actor } from './actor.js';
import { mayHappen } from './may-happen.js';

/** What it is to be migrated to: what all others have declared, or what next year's code has. */
export type MigrationAim = 'today' | 'later';

const isUnread = (error: unknown): boolean => error instanceof HydrationError && error.reason === 'unavailable';

/** One run that has archived rows name objects where other code would have put them. Returns how many rows it says that it moved. */
export async function migrate(actor: Actor, aim: MigrationAim): Promise<number> {
  const { world } = actor;
  const operation = actor.begin(`migrateArchive to ${aim}`);
  world.attempting.add(actor.name);
  try {
    const db = aim === 'today' ? actor.db : actor.terminal.laterDb;
    const { errors, itemsMigrated } = await db.migrateArchive();
    // Paths of an earlier system are told by the template, so its rows must be migrated before that changes.
    const isBefore = (cause: unknown): boolean =>
      aim === 'later' && cause instanceof HydrationError && cause.message.includes('_s3_pointer');
    for (const { cause } of errors)
      if (!mayHappen(cause) && !isUnread(cause) && !isBefore(cause)) world.violate(`${actor.name} failed: ${String(cause)}`);
    if (itemsMigrated > operation.swaps) world.violate(`${actor.name} reports ${itemsMigrated} migrated of ${operation.swaps}`);
    return itemsMigrated;
  } catch (error) {
    if (!mayHappen(error) && !isUnread(error)) world.violate(`${actor.name} threw ${String(error)}`);
    return 0;
  } finally {
    world.attempting.delete(actor.name);
  }
}
