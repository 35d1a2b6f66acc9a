import type { Actor } from './actor.js';
import { mayHappen } from './may-happen.js';

/** One archiver's run. Returns how many items it says that it archived. */
export async function archive(actor: Actor): Promise<number> {
  const { world } = actor;
  const operation = actor.begin('archiveOldData');
  world.attempting.add(actor.name);
  try {
    const result = await actor.db.archiveOldData();
    for (const { stage, cause } of result.errors)
      if (!mayHappen(cause)) world.violate(`${actor.name} failed to ${stage}: ${String(cause)}`);
    if (result.itemsArchived > operation.swaps)
      world.violate(`${actor.name} reports ${result.itemsArchived} archived of ${operation.swaps}`);
    return result.itemsArchived;
  } catch (error) {
    if (!mayHappen(error)) world.violate(`${actor.name} threw ${String(error)}`);
    return 0;
  } finally {
    world.attempting.delete(actor.name);
  }
}
