import type { Actor } from './actor.js';
import { mayHappen } from './may-happen.js';

/** One sweeper's run. Returns how many objects it says that it swept. */
export async function sweep(actor: Actor): Promise<number> {
  const { world } = actor;
  actor.begin('sweepOrphans');
  try {
    const result = await actor.db.sweepOrphans();
    for (const { s3Key, cause } of result.errors)
      if (!mayHappen(cause)) world.violate(`${actor.name} failed at ${s3Key}: ${String(cause)}`);
    return result.objectsSwept;
  } catch (error) {
    if (!mayHappen(error)) world.violate(`${actor.name} threw ${String(error)}`);
    return 0;
  }
}
