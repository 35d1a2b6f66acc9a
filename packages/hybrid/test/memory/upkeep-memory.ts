// What verifyArchive() and sweepOrphans() hold, over an archive of any size:
//   NODE_OPTIONS=--max-old-space-size=96 node scripts/run-bundled.mjs packages/hybrid/test/memory/upkeep-memory.ts 200000
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import {
  ArchivalTimestamp,
  Attribute,
  HybridLogicalDb,
  HybridTable,
  inlineView,
  LogicalDb,
  logicalTable,
  type SweepResult,
  type VerifyReport,
} from '@tempest-ts/hybrid';
import { MadeUpArchive } from './made-up-archive.js';

@HybridTable({ archiveAfterDays: 365, s3KeyTemplate: 'things/{pk}.json' })
class Thing {
  @Attribute() id!: string;
  @Attribute() data!: string;
  @ArchivalTimestamp() createdAt!: Date;
}

class ThingDatabase extends LogicalDb {
  things = logicalTable({ name: 'things', partitionKey: 'id', sortKey: null, views: { all: inlineView(Thing, { key: ['id'] }) } });
}

const MIB = 1024 * 1024;
/** Code that is compiled for the first time is held too. */
const MOST_GROWTH = 8 * MIB;
const DEFAULT_OBJECTS = 4_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const objects = Number(process.argv[2] ?? DEFAULT_OBJECTS);
const archive = new MadeUpArchive(objects);
const db = HybridLogicalDb.create(ThingDatabase, LogicalDb.create(ThingDatabase, archive.dynamoDb), {
  s3Config: { bucketName: 'archive', client: archive.s3 },
  clock: () => new Date('2026-06-01T00:00:00Z'),
});

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

/** Runs one job, and says whether it held no more in its last third than in its first. */
async function watch(name: string, run: (onProgress: () => void) => Promise<string>): Promise<boolean> {
  const held: number[] = [];
  const { user, system } = process.cpuUsage();
  const outcome = await run(() => {
    collect();
    held.push(process.memoryUsage().heapUsed);
  });
  const used = process.cpuUsage({ user, system });
  const third = Math.max(1, Math.floor(held.length / 3));
  const [first, last] = [median(held.slice(0, third)), median(held.slice(-third))];
  const shown = [first, last, Math.max(...held)].map(bytes => `${(bytes / MIB).toFixed(1)} MiB`);
  process.stdout.write(
    `${name}: ${outcome}; held after collections ${shown[0]} in the first third and ${shown[1]} in the last, ${shown[2]} at most; ` +
      `${((used.user + used.system) / 1e6).toFixed(1)} s of CPU\n`,
  );
  return last - first <= MOST_GROWTH;
}

const verified = await watch('verifyArchive', async onProgress => {
  const report: VerifyReport = await db.verifyArchive({ onProgress });
  const intact = report.entities.reduce((sum, { itemsIntact }) => sum + itemsIntact, 0);
  if (!report.clean || intact !== Math.ceil(objects / 2)) throw new Error(`It found ${intact} items, ${report.problemCount} problems.`);
  return `${intact} items read, ${report.objects.referenced} objects in use, ${report.objects.orphaned} orphaned`;
});
const swept = await watch('sweepOrphans', async onProgress => {
  const result: SweepResult = await db.sweepOrphans({ onProgress });
  if (!result.complete || result.errorCount > 0 || result.objectsSwept !== Math.floor(objects / 2))
    throw new Error(`It swept ${result.objectsSwept}, with ${result.errorCount} errors.`);
  return `${result.objectsSeen} objects looked at, ${result.objectsSwept} swept`;
});
process.stdout.write(`peak memory of the process ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB\n`);
if (!verified || !swept) process.exitCode = 1;
