import { Actor } from './actor.js';
import { archive } from './archiver.js';
import type { Cast } from './cast.js';
import { seedLegacyRow } from './legacy-row.js';
import { Random } from './machinery.js';
import { STORIES, type Story } from './planted-bug.js';
import { seedMachine } from './simulated-machine.js';
import { sweep } from './sweeper.js';
import { someCounterRow, someRow } from './values.js';
import { LONGER_THAN_GRACE, World } from './world.js';

/** What happened before a schedule begins, by last year's code and today's. */
export interface Past {
  /** To begin as a copy of: never changed. */
  readonly world: World;
  readonly pointersMade: number;
}

/** So many are told of each kind, by each process. Telling one costs as much as the schedule that follows. */
const PASTS = 32;
const NO_FAULTS = { chance: 0, most: 0, killable: [] };

const told = new Map<string, Promise<Past>>();

/** Rows as they are before anything happens. */
export function seedRows(world: World, story: Story, random: Random, { items, services, hasCounters }: Cast): void {
  for (const service of services) {
    for (const sk of items) {
      if (!random.chance(0.85)) continue;
      // The earlier system had one service: both would look for its objects under the same keys.
      if (story === 'legacy' && service === '') seedLegacyRow(world, someRow(random, sk));
      else world.seed(`${service}tickets`, someRow(random, sk));
    }
    if (hasCounters && random.chance(0.5)) world.seed(`${service}counters`, someCounterRow(random));
  }
}

async function tell(story: Story, cast: Cast, seed: number): Promise<Past> {
  seedMachine(seed);
  const random = new Random(seed);
  const world = new World(random, NO_FAULTS);
  world.prelude = true;
  seedRows(world, story, random, cast);
  let pointersMade = 0;
  for (const service of cast.services) {
    const actor = new Actor(world, {
      name: 'earlier process',
      service,
      hasCounters: cast.hasCounters,
      batches: false,
      packed: cast.packed,
      cached: false,
      plant: undefined,
    });
    if (random.chance(0.4)) pointersMade += (await actor.terminal.earlierDb.archiveOldData()).itemsArchived;
    pointersMade += await archive(actor);
    if (story === 'orphaned') {
      for (const sk of cast.items) world.seed(`${service}tickets`, someRow(random, sk));
      await sweep(actor);
    }
    actor.terminal.giveBack();
  }
  if (story !== 'archived') world.passDays(LONGER_THAN_GRACE);
  if (world.violation !== undefined) throw new Error(`Before the schedule began, ${world.violation}`);
  return { world, pointersMade };
}

/** One of the pasts of a kind. `undefined`: nothing has happened yet. Has the machine's randomness begin anew. */
export function pastOf(story: Story, cast: Cast, random: Random): Promise<Past> | undefined {
  if (story === 'hot' || story === 'legacy') return undefined;
  const { services, items, hasCounters, packed } = cast;
  const kind = [STORIES.indexOf(story), services.length, items.length, Number(hasCounters), Number(packed), random.below(PASTS)];
  const past = told.get(kind.join()) ?? tell(story, cast, Number(kind.join('')));
  told.set(kind.join(), past);
  return past;
}
