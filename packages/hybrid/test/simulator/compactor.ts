import type { Actor } from './actor.js';
import { mayHappen } from './may-happen.js';

/** One run over the packs, which writes anew each that has lost an item. Returns how many rows it says that it moved to another pack. */
export async function compact(actor: Actor): Promise<number> {
  const { world } = actor;
  const operation = actor.begin('compactPacks');
  world.attempting.add(actor.name);
  try {
    const { errors, itemsMoved } = await actor.db.compactPacks({ minLiveFraction: 1 });
    for (const { s3Key, cause } of errors) if (!mayHappen(cause)) world.violate(`${actor.name} failed at ${s3Key}: ${String(cause)}`);
    if (itemsMoved > operation.swaps) world.violate(`${actor.name} reports ${itemsMoved} moved of ${operation.swaps}`);
    return itemsMoved;
  } catch (error) {
    if (!mayHappen(error)) world.violate(`${actor.name} threw ${String(error)}`);
    return 0;
  } finally {
    world.attempting.delete(actor.name);
  }
}
