import { Actor } from './actor.js';
import { archive } from './archiver.js';
import { Random, SimulationError } from './machinery.js';
import { type SweeperRules, sweep } from './sweeper.js';
import { DEEDS, keyOf, someRow } from './users.js';
import { type Plant, World } from './world.js';

/** A defect to plant. */
export interface PlantedBug {
  /** In front of the stores of every actor. */
  readonly plant?: Plant;
  /** Default: all of them. */
  readonly sweeper?: SweeperRules;
}

const ITEMS = ['a', 'b'];
const ARCHIVERS = ['archiver1', 'archiver2', 'archiver3'];
const USERS = ['user1', 'user2', 'user3', 'user4'];
/** A user makes from one to so many calls. */
const MOST_CALLS = 3;

/** What ran, for whoever wants to see it. */
export interface Schedule {
  readonly trace: readonly string[];
  readonly pointersMade: number;
}

/**
 * Runs the schedule that a seed stands for.
 *
 * @throws SimulationError where a promise is broken
 */
export async function runSchedule(seed: number, bug: PlantedBug = {}): Promise<Schedule> {
  const random = new Random(seed);
  const world = new World(random, { chance: 0.15, most: 3, killable: [...ARCHIVERS, 'user4'] });
  const { scheduler } = world;
  for (const sk of ITEMS) if (random.chance(0.85)) world.seed(someRow(random, sk));

  let pointersMade = 0;
  const start = async (name: string, run: (actor: Actor) => Promise<void>): Promise<void> => {
    world.running.add(name);
    const actor = new Actor(world, name, bug.plant);
    await run(actor);
    world.running.delete(name);
    actor.terminal.giveBack();
  };
  const runs = [
    ...ARCHIVERS.map(name =>
      start(name, async actor => {
        pointersMade += await archive(actor);
      }),
    ),
    ...USERS.map(name =>
      start(name, async actor => {
        for (let calls = 1 + random.below(MOST_CALLS); calls > 0; calls -= 1) await random.pick(DEEDS)(actor, random, random.pick(ITEMS));
      }),
    ),
    sweep(world, ITEMS.map(keyOf), bug.sweeper ?? { grace: true, sameObject: true }),
  ];
  const defects: unknown[] = [];
  for (const run of runs) run.catch(defect => defects.push(defect));
  await scheduler.run(() => {
    world.check();
    stopAtViolation();
  });
  stopAtViolation();
  if (defects.length > 0) throw defects[0];
  const stuck = [...world.running].filter(name => !world.network.isDead(name));
  if (stuck.length > 0) throw new SimulationError(seed, `${stuck.join()} waits for something that never happens`, scheduler.trace);
  return { trace: scheduler.trace, pointersMade };

  function stopAtViolation(): void {
    if (world.violation !== undefined) throw new SimulationError(seed, world.violation, scheduler.trace);
  }
}
