import { Actor } from './actor.js';
import { archive } from './archiver.js';
import { type Cast, drawCast } from './cast.js';
import { seedLegacyRow } from './legacy-row.js';
import { Random, SimulationError } from './machinery.js';
import { modelSweep } from './model-sweeper.js';
import { type Circumstances, STORIES, type Story } from './planted-bug.js';
import { seedMachine } from './simulated-machine.js';
import { sweep } from './sweeper.js';
import { someCounterRow, someRow } from './values.js';
import { ARCHIVERS, World } from './world.js';

/** An archiver's process makes from one to so many runs. */
const MOST_RUNS = 2;
/** A user makes from one to so many calls. */
const MOST_CALLS = 4;
/** Many faults come early; few, late. */
const FAULT_CHANCES = [0.15, 0.04];
/** Days; one may be longer than the sweeper's grace. */
const LONGER_THAN_GRACE = 36;
const LEAPS = [20, LONGER_THAN_GRACE];
const MOST_LEAPS = 12;

/** What ran, for whoever wants to see it. */
export interface Schedule {
  readonly trace: () => readonly string[];
  readonly steps: number;
  readonly pointersMade: number;
  readonly objectsSwept: number;
}

/** What a schedule did, to be counted. */
interface Tally {
  pointersMade: number;
  objectsSwept: number;
}

function seedRows(world: World, service: string, story: Story, random: Random, { items }: Cast): void {
  for (const sk of items) {
    if (!random.chance(0.85)) continue;
    // The earlier system had one service: both would look for its objects under the same keys.
    if (story === 'legacy' && service === '') seedLegacyRow(world, someRow(random, sk));
    else world.seed(`${service}tickets`, someRow(random, sk));
  }
  if (random.chance(0.5)) world.seed(`${service}counters`, someCounterRow(random));
}

/** What happened before, by last year's code or today's. */
async function tellStory(world: World, story: Story, random: Random, cast: Cast, tally: Tally): Promise<void> {
  const services = new Set(ARCHIVERS.map(cast.serviceOf));
  for (const service of services) seedRows(world, service, story, random, cast);
  if (story === 'hot' || story === 'legacy') return;
  world.prelude = true;
  for (const service of services) {
    const actor = new Actor(world, { name: 'earlier process', service, plant: undefined });
    if (random.chance(0.4)) tally.pointersMade += (await actor.terminal.earlierDb.archiveOldData()).itemsArchived;
    tally.pointersMade += await archive(actor);
    if (story === 'orphaned') {
      for (const sk of cast.items) world.seed(`${service}tickets`, someRow(random, sk));
      await sweep(actor);
    }
    actor.terminal.giveBack();
  }
  if (story !== 'archived') world.passDays(LONGER_THAN_GRACE);
  world.prelude = false;
}

/** Time goes on, by leaps. */
async function passTime(world: World, random: Random): Promise<void> {
  for (let leaps = 0; leaps < MOST_LEAPS; leaps += 1) {
    const days = random.pick(LEAPS);
    await world.turn('time', `${days} days pass`, () => world.passDays(days)).catch(() => undefined);
  }
}

/** Starts everybody. */
function start(world: World, random: Random, cast: Cast, bug: Circumstances, tally: Tally): readonly Promise<void>[] {
  const act = async (name: string, run: (actor: Actor) => Promise<void>): Promise<void> => {
    world.running.add(name);
    const actor = new Actor(world, { name, service: cast.serviceOf(name), plant: bug.plant });
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
    ...(cast.sweepers.length > 0 ? [passTime(world, random)] : []),
  ];
}

/**
 * Runs the schedule that a seed stands for.
 *
 * @throws SimulationError where a promise is broken
 */
export async function runSchedule(seed: number, bug: Circumstances = {}): Promise<Schedule> {
  seedMachine(seed);
  const random = new Random(seed);
  const world = new World(random, { chance: random.pick(FAULT_CHANCES), most: 3, killable: [...ARCHIVERS, 'user4'] });
  const { scheduler } = world;
  const cast = drawCast(random, bug);
  const tally: Tally = { pointersMade: 0, objectsSwept: 0 };
  await tellStory(world, bug.story ?? random.pick(STORIES), random, cast, tally);
  const stopAtViolation = (): void => {
    if (world.violation !== undefined) throw new SimulationError(seed, world.violation, scheduler.trace);
  };
  const defects: unknown[] = []; // of the simulation
  for (const run of start(world, random, cast, bug, tally)) run.catch(defect => defects.push(defect));
  await scheduler.run(() => {
    world.check();
    stopAtViolation();
  });
  stopAtViolation();
  if (defects.length > 0) throw defects[0];
  const stuck = [...world.running].filter(name => !world.network.isDead(name));
  if (stuck.length > 0) throw new SimulationError(seed, `${stuck.join()} waits for something that never happens`, scheduler.trace);
  return { trace: () => scheduler.trace, steps: scheduler.now, ...tally };
}
