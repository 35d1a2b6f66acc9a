import type { Row } from '@tempest-ts/tempest/extend';
import { Actor } from './actor.js';
import { archive } from './archiver.js';
import { Random, SimulationError } from './machinery.js';
import { modelSweep, type SweeperRules } from './model-sweeper.js';
import { sweep } from './sweeper.js';
import { DEEDS, keyOf, someRow } from './users.js';
import { ARCHIVERS, type Plant, World } from './world.js';

/** A defect to plant. */
export interface PlantedBug {
  /** In front of the stores of every actor. */
  readonly plant?: Plant;
  /** What happened before. Default: whatever the seed draws. */
  readonly story?: Story;
  /** The model of a sweeper in place of the engine's, with the rules that it keeps. */
  readonly sweeper?: SweeperRules;
  /** What all users do, where the bug shows in rare meetings of these alone. Default: whatever the seed draws. */
  readonly deeds?: readonly (keyof typeof DEEDS)[];
}

const ITEMS = ['a', 'b'];
const SWEEPERS = ['sweeper1', 'sweeper2'];
/** An archiver's process makes from one to so many runs. */
const MOST_RUNS = 3;
const USERS = ['user1', 'user2', 'user3', 'user4'];
/** A user makes from one to so many calls. */
const MOST_CALLS = 4;
/** Days; one may be longer than the sweeper's grace. */
const LONGER_THAN_GRACE = 36;
const LEAPS = [20, LONGER_THAN_GRACE];
const MOST_LEAPS = 12;
const DEEDS_OF_A_SCHEDULE = 4;

/** What happened before a schedule begins: nothing; rows were archived; and then saved anew, and their objects recorded as orphans; or then grew old. */
const STORIES = ['hot', 'archived', 'orphaned', 'aged'] as const;
type Story = (typeof STORIES)[number];

/** What ran, for whoever wants to see it. */
export interface Schedule {
  readonly trace: readonly string[];
  readonly pointersMade: number;
  readonly objectsSwept: number;
}

/** Returns how many pointers were made. */
async function tellStory(world: World, story: Story, someRows: () => readonly Row[]): Promise<number> {
  world.prelude = true;
  const actor = new Actor(world, 'earlier process', undefined);
  const pointersMade = await archive(actor);
  if (story === 'orphaned') {
    for (const row of someRows()) world.seed(row);
    await sweep(actor);
  }
  if (story !== 'archived') world.passDays(LONGER_THAN_GRACE);
  actor.terminal.giveBack();
  world.prelude = false;
  return pointersMade;
}

/** Time goes on, by leaps. */
async function passTime(world: World, random: Random): Promise<void> {
  for (let leaps = 0; leaps < MOST_LEAPS; leaps += 1) {
    const days = random.pick(LEAPS);
    await world.turn('time', `${days} days pass`, () => world.passDays(days)).catch(() => undefined);
  }
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
  // A few deeds over and over, often on one item: rare meetings of two of them become common.
  const deeds = bug.deeds?.map(name => DEEDS[name]) ?? Array.from({ length: DEEDS_OF_A_SCHEDULE }, () => random.pick(Object.values(DEEDS)));
  const items = bug.deeds || random.chance(0.5) ? ['a'] : ITEMS;
  for (const sk of items) if (random.chance(0.85)) world.seed(someRow(random, sk));

  let pointersMade = 0;
  let objectsSwept = 0;
  const story = bug.story ?? random.pick(STORIES);
  if (story !== 'hot') pointersMade += await tellStory(world, story, () => items.map(sk => someRow(random, sk)));
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
        for (let left = 1 + random.below(MOST_RUNS); left > 0; left -= 1) {
          pointersMade += await archive(actor);
          await world.turn(name, 'rests', () => undefined).catch(() => undefined);
        }
      }),
    ),
    ...USERS.map(name =>
      start(name, async actor => {
        for (let calls = 1 + random.below(MOST_CALLS); calls > 0; calls -= 1) await random.pick(deeds)(actor, random, random.pick(items));
      }),
    ),
    ...SWEEPERS.map(name => {
      if (bug.sweeper) return modelSweep(world, name, items.map(keyOf), bug.sweeper);
      return start(name, async actor => {
        for (let left = 2; left > 0; left -= 1) {
          await world.turn(name, 'rests', () => undefined).catch(() => undefined);
          objectsSwept += await sweep(actor);
        }
      });
    }),
    passTime(world, random),
  ];
  const stopAtViolation = (): void => {
    if (world.violation !== undefined) throw new SimulationError(seed, world.violation, scheduler.trace);
  };
  const defects: unknown[] = []; // of the simulation
  for (const run of runs) run.catch(defect => defects.push(defect));
  await scheduler.run(() => {
    world.check();
    stopAtViolation();
  });
  stopAtViolation();
  if (defects.length > 0) throw defects[0];
  const stuck = [...world.running].filter(name => !world.network.isDead(name));
  if (stuck.length > 0) throw new SimulationError(seed, `${stuck.join()} waits for something that never happens`, scheduler.trace);
  return { trace: scheduler.trace, pointersMade, objectsSwept };
}
