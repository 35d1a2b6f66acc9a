import { S3_KEY_ATTRIBUTE } from '@tempest-ts/tempest/extend';
import type { MemoryObject } from './machinery.js';
import type { World } from './world.js';

/** Rules that a sweeper may forget. */
export interface SweeperRules {
  /** Wait until the attempt that made an object has ended. */
  readonly grace: boolean;
  /** Delete the object that was looked at, not whichever has its key by then. */
  readonly sameObject: boolean;
}

const ROUNDS = 12;

/** Whether whoever put an object has ended, with everything that it ever sent: what the grace of days stands for. */
function hasEnded({ network, running, scheduler }: World, maker: string): boolean {
  const stopped = !running.has(maker) || network.isDead(maker);
  return stopped && !scheduler.isWaiting(maker) && !scheduler.isWaiting(`late ${maker}`);
}

/** A sweeper that gives keys free, and does so on a condition, as not every store can: a model and not the engine's: it takes objects that no row names, of attempts that have ended. */
export async function modelSweep(world: World, name: string, { grace, sameObject }: SweeperRules): Promise<void> {
  const { bucket, database, makers } = world;
  const isNamed = (key: string): boolean =>
    [...database.tables.values()].some(({ rows }) => [...rows.values()].some(row => row[S3_KEY_ATTRIBUTE]?.S === key));
  const isGarbage = (key: string): boolean => {
    const maker = makers.get(key);
    return maker !== undefined && !isNamed(key) && (!grace || hasEnded(world, maker));
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    let candidates: readonly (readonly [string, MemoryObject])[] = [];
    const step = (label: string, act: () => void): Promise<void> => world.turn(name, label, act).catch(() => undefined);
    await step('looks', () => {
      candidates = [...bucket.objects].filter(([key]) => isGarbage(key));
    });
    if (candidates.length === 0) continue;
    await step('looks again', () => {
      candidates = candidates.filter(([key]) => !isNamed(key));
    });
    await step(`deletes ${candidates.length}`, () => {
      for (const [Key, object] of candidates) if (!sameObject || bucket.objects.get(Key) === object) bucket.delete({ Key });
    });
  }
}
