import './inline-zlib.js';
import { Actor } from './actor.js';
import { archive } from './archiver.js';
import { type Cast, drawCast } from './cast.js';
import { compact } from './compactor.js';
import { checkErased, erase } from './eraser.js';
import { Random, SimulationError } from './machinery.js';
import { migrate } from './migrator.js';
import { modelSweep } from './model-sweeper.js';
import { pastOf, seedRows } from './past.js';
import { type Circumstances, STORIES } from './planted-bug.js';
import { seedMachine } from './simulated-machine.js';
import { sweep } from './sweeper.js';
import { ARCHIVERS, COMPACTORS, LONGER_THAN_GRACE, MIGRATORS, World } from './world.js';

/** An archiver's process makes from one to so many runs, and so does a compactor's. */
const MOST_RUNS = 2;
/** A user makes from one to so many calls. */
const MOST_CALLS = 4;
/** Many faults come early; few, late. */
const FAULT_CHANCES = [0.15, 0.04];
/** Days. */
const LEAPS = [20, LONGER_THAN_GRACE];
const MOST_LEAPS = 12;
const MIGRATIONS = 0.25;
const MIGRATIONS_APART = 1_000_003;
const CONFLICTS = 0.3;
const CONFLICTS_APART = 2_000_003;
/** Chance that a write meets a transaction of somebody's, in a schedule that has such. */
const CONFLICT_CHANCE = 0.1;
/** With the network's faults, one fewer than the times that the library sends a request of its own: it never gives up on a conflict. */
const MOST_CONFLICTS = 2;
const MOST_FAULTS = 3;

/** What ran, for whoever wants to see it. */
export interface Schedule {
  readonly trace: () => readonly string[];
  readonly steps: number;
  readonly pointersMade: number;
  readonly objectsSwept: number;
  readonly itemsErased: number;
  readonly itemsRepacked: number;
  readonly itemsMigrated: number;
}

/** What a schedule did, to be counted. */
interface Tally {
  pointersMade: number;
  objectsSwept: number;
  itemsErased: number;
  itemsRepacked: number;
  itemsMigrated: number;
}

/** Time goes on, by leaps. */
async function passTime(world: World, random: Random): Promise<void> {
  for (let leaps = 0; leaps < MOST_LEAPS; leaps += 1) {
    const days = random.pick(LEAPS);
    await world.turn('time', `${days} days pass`, () => world.passDays(days)).catch(() => undefined);
  }
}

/**
 * Drawn apart, so that the others' schedules stay those that their seeds have stood for. Who erases finds objects by today's keys, and by others only where it is asked to be
 * thorough: nobody migrates beside it.
 */
function drawMigrators(seed: number, { erasers }: Cast, bug: Circumstances): readonly string[] {
  const isDrawn = bug.migrates ?? (Object.keys(bug).length === 0 && new Random(seed + MIGRATIONS_APART).chance(MIGRATIONS));
  return isDrawn && erasers.length === 0 ? MIGRATORS : [];
}

/** Whether somebody's transaction has an item, asked at each write. Drawn apart, too. `undefined`: never, in this schedule. */
function drawConflicts(seed: number, bug: Circumstances): (() => boolean) | undefined {
  const random = new Random(seed + CONFLICTS_APART);
  if (!(bug.conflicts ?? (Object.keys(bug).length === 0 && random.chance(CONFLICTS)))) return undefined;
  let left = 1 + random.below(MOST_CONFLICTS);
  return () => {
    const isHeld = left > 0 && random.chance(CONFLICT_CHANCE);
    if (isHeld) left -= 1;
    return isHeld;
  };
}

/** Starts everybody. */
function start(
  world: World,
  random: Random,
  cast: Cast,
  migrators: readonly string[],
  bug: Circumstances,
  tally: Tally,
): readonly Promise<void>[] {
  const act = async (name: string, run: (actor: Actor) => Promise<void>): Promise<void> => {
    world.running.add(name);
    const { hasCounters, batches, packed, cached } = cast;
    const actor = new Actor(world, { name, service: cast.serviceOf(name), hasCounters, batches, packed, cached, plant: bug.plant });
    await run(actor);
    world.running.delete(name);
    actor.terminal.giveBack();
  };
  return [
    ...cast.archivers.map(name =>
      act(name, async actor => {
        for (let left = 1 + random.below(MOST_RUNS); left > 0; left -= 1) {
          tally.pointersMade += await archive(actor);
          await actor.rest();
        }
      }),
    ),
    ...cast.compactors.map(name =>
      act(name, async actor => {
        for (let left = 1 + random.below(MOST_RUNS); left > 0; left -= 1) {
          await actor.rest();
          tally.itemsRepacked += await compact(actor);
        }
      }),
    ),
    ...migrators.map(name =>
      act(name, async actor => {
        for (const aim of ['today', 'later', 'today'] as const) {
          await actor.rest();
          tally.itemsMigrated += await migrate(actor, aim);
        }
      }),
    ),
    ...cast.users.map(name =>
      act(name, async actor => {
        for (let left = 1 + random.below(MOST_CALLS); left > 0; left -= 1)
          await random.pick(cast.deeds)(actor, random, random.pick(cast.items));
      }),
    ),
    ...cast.sweepers.map(name => {
      if (bug.sweeper) return modelSweep(world, name, bug.sweeper);
      return act(name, async actor => {
        for (let left = 2; left > 0; left -= 1) {
          await actor.rest();
          tally.objectsSwept += await sweep(actor);
        }
      });
    }),
    ...cast.erasers.map(name =>
      act(name, async actor => {
        const sk = random.pick(cast.items);
        world.erased.add(sk);
        if (!(await erase(actor, sk))) return;
        tally.itemsErased += 1;
        if (cast.isGoneForGood) world.atEnd.push(() => checkErased(actor, sk));
      }),
    ),
    ...(cast.sweepers.length + cast.erasers.length > 0 ? [passTime(world, random)] : []),
  ];
}

/**
 * Runs the schedule that a seed stands for.
 *
 * @throws SimulationError where a promise is broken
 */
export async function runSchedule(seed: number, bug: Circumstances = {}): Promise<Schedule> {
  const random = new Random(seed);
  const isHeld = drawConflicts(seed, bug);
  const most = isHeld ? MOST_FAULTS - 1 : MOST_FAULTS;
  const faults = { chance: random.pick(FAULT_CHANCES), most, killable: [...ARCHIVERS, ...COMPACTORS, ...MIGRATORS, 'user4', 'eraser1'] };
  const cast = drawCast(random, bug);
  const story = bug.story ?? random.pick(STORIES);
  const past = await pastOf(story, cast, random);
  seedMachine(seed);
  const world = new World(random, faults, past?.world, isHeld);
  if (!past) seedRows(world, story, random, cast);
  const { scheduler } = world;
  const tally: Tally = { pointersMade: past?.pointersMade ?? 0, objectsSwept: 0, itemsErased: 0, itemsRepacked: 0, itemsMigrated: 0 };
  const stopAtViolation = (): void => {
    if (world.violation !== undefined) throw new SimulationError(seed, world.violation, scheduler.trace);
  };
  const defects: unknown[] = []; // of the simulation
  for (const run of start(world, random, cast, drawMigrators(seed, cast, bug), bug, tally)) run.catch(defect => defects.push(defect));
  await scheduler.run(() => {
    world.check();
    stopAtViolation();
  });
  for (const check of world.atEnd) check();
  stopAtViolation();
  if (defects.length > 0) throw defects[0];
  const stuck = [...world.running].filter(name => !world.network.isDead(name));
  if (stuck.length > 0) throw new SimulationError(seed, `${stuck.join()} waits for something that never happens`, scheduler.trace);
  return { trace: () => scheduler.trace, steps: scheduler.now, ...tally };
}
