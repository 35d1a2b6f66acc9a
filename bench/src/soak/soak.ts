import { setTimeout as sleep } from 'node:timers/promises';
import { BatchWriteSet } from '@tempest-ts/hybrid';
import { Random } from '@tempest-ts/testing/simulator';
import { bundleWorker } from './bundle-worker.js';
import { openDatabase } from './connect.js';
import { CREW, Crew } from './crew.js';
import { FaultPlan } from './faults/fault-plan.js';
import { FaultProxy } from './faults/fault-proxy.js';
import { DYNAMO_DB_FAULTS, S3_FAULTS } from './faults/planned-faults.js';
import { DYNAMO_DB_ANSWERS, S3_ANSWERS } from './faults/service-answers.js';
import { FinalCheck } from './final-check.js';
import { memoryFault } from './memory.js';
import { monotonicMs } from './monotonic-time.js';
import { noteState } from './note-state.js';
import { NOTES } from './notes.js';
import type { SoakOptions } from './options.js';
import { someNote } from './roles/some-note.js';
import type { SoakServers } from './soak-servers.js';
import { Watch } from './watch.js';

/** What a run came to. */
export interface SoakResult {
  readonly crew: Crew;
  readonly s3: FaultProxy;
  readonly dynamoDb: FaultProxy;
  readonly readsChecked: number;
  readonly longestReadMs: number;
  /** What was left in the end, for people. */
  readonly afterwards: readonly string[];
  readonly violations: readonly string[];
  /** Milliseconds of work until the first of them. */
  readonly brokeAfterMs: number | undefined;
}

type Span = readonly [leastMs: number, mostMs: number];

const ARCHIVER_LIFE: Span = [0, 3_000];
/** Long enough for what it recorded to be swept, most of the time. */
const SWEEPER_LIFE: Span = [5_000, 20_000];
const OTHER_LIFE: Span = [2_000, 10_000];
const S3_UP: Span = [5_000, 12_000];
const S3_DOWN: Span = [500, 1_500];
const DYNAMO_DB_UP: Span = [10_000, 20_000];
const DYNAMO_DB_DOWN: Span = [300, 1_000];
const POLL_MS = 100;

/** Has a server go away and come back, again and again. */
async function haveOutages(proxy: FaultProxy, random: Random, up: Span, down: Span, over: AbortSignal): Promise<void> {
  const some = ([least, most]: Span): number => least + random.next() * (most - least);
  while (!over.aborted) {
    await sleep(some(up), undefined, { signal: over }).catch(() => undefined);
    if (!over.aborted) await proxy.goDown(some(down));
  }
}

/** Has items there from the beginning, so that there is something to archive and to read. */
async function furnish({ clients, bucketName }: SoakServers, { journal }: Watch, random: Random): Promise<void> {
  const places = Array.from({ length: NOTES }, (_, place) => place);
  const notes = places.map(place => someNote(random, place, `first.${place}`));
  for (const [place, note] of notes.entries()) journal.begin(`first.${place}`, place, noteState(note), monotonicMs());
  await openDatabase(clients, bucketName).batchWrite(new BatchWriteSet().clobber(...notes));
  for (const place of places) journal.end(`first.${place}`, 'applied', monotonicMs());
}

/** Works for as long as was asked, or until something is wrong. */
async function until(seconds: number, watch: Watch): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end && watch.violations.length === 0) await sleep(POLL_MS);
}

/** Processes of every kind at work on one table, everything going wrong that a network and a machine can do to them; and what is left of it. */
export async function soak({ seconds, seed, bug }: SoakOptions, servers: SoakServers): Promise<SoakResult> {
  const watch = new Watch(CREW.writer);
  const s3 = new FaultProxy(servers.s3, new FaultPlan(seed, S3_FAULTS), S3_ANSWERS);
  const dynamoDb = new FaultProxy(servers.dynamoDb, new FaultPlan(seed + 1, DYNAMO_DB_FAULTS), DYNAMO_DB_ANSWERS);
  await Promise.all([s3.listen(), dynamoDb.listen()]);
  const { bucketName, accessKeyId, secretAccessKey } = servers;
  const common = { bucketName, accessKeyId, secretAccessKey, bug };
  const program = await bundleWorker();
  const crew = new Crew(program.path, { ...common, s3: s3.endpoint, dynamoDb: dynamoDb.endpoint }, seed + 2, watch, dynamoDb);
  await furnish(servers, watch, new Random(seed + 5));
  const over = new AbortController();
  const { signal } = over;
  crew.start();
  await crew.ready();
  watch.begin();
  const disorder = [
    crew.checkReads(signal),
    ...Array.from({ length: CREW.archiver - 1 }, (_, index) => crew.killAgainAndAgain('archiver', index + 1, ARCHIVER_LIFE, signal)),
    crew.killAgainAndAgain('writer', CREW.writer - 1, OTHER_LIFE, signal),
    crew.killAgainAndAgain('sweeper', 0, SWEEPER_LIFE, signal),
    crew.killAgainAndAgain('restorer', 0, OTHER_LIFE, signal),
    haveOutages(s3, new Random(seed + 3), S3_UP, S3_DOWN, signal),
    haveOutages(dynamoDb, new Random(seed + 4), DYNAMO_DB_UP, DYNAMO_DB_DOWN, signal),
  ];
  await until(seconds, watch);
  over.abort();
  await Promise.all(disorder);
  s3.isFaulty = false;
  dynamoDb.isFaulty = false;
  await crew.stop();
  await program.remove();
  await Promise.all([s3.close(), dynamoDb.close()]);
  watch.checkReads(Number.POSITIVE_INFINITY);
  const afterwards = await new FinalCheck(watch, servers).run();
  for (const worker of crew.all) {
    const fault = memoryFault(worker);
    if (fault !== undefined) watch.violate(fault);
  }
  return {
    crew,
    s3,
    dynamoDb,
    readsChecked: watch.checked,
    longestReadMs: watch.longestMs,
    afterwards,
    violations: watch.violations,
    brokeAfterMs: watch.brokeAfterMs,
  };
}
