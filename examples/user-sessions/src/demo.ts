import { type ArchivalPlan, type ArchivalResult, type Fields, HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import type { LocalServers } from '@tempest-ts/testing';
import { archiveProgress } from './archive-progress.js';
import { type ComparedAnswer, compareAnswer, compareWithSaved } from './compare-answers.js';
import type { Difference } from './compare-sessions.js';
import { formatBytes, formatCount, formatSeconds } from './format.js';
import { generateSessions } from './generate-sessions.js';
import { mapConcurrently } from './map-concurrently.js';
import { measureTiers, type Tiers } from './measure-tiers.js';
import { type Question, questions } from './questions.js';
import { type RequestCounts, RequestLog } from './request-log.js';
import { SessionService } from './session-service.js';
import { UserDatabase } from './user-database.js';
import { UserSession } from './user-session.js';

/** What to run the demo with. */
export interface DemoOptions {
  readonly servers: LocalServers;
  /** How many sessions to make up. */
  readonly sessions: number;
  /** Told what happens, line by line. */
  readonly print: (line: string) => void;
  /** Called with the table's name when the sessions have been archived, before they are read again. */
  readonly afterArchiving?: ((tableName: string) => Promise<void>) | undefined;
}

/** What came of the demo. */
export interface DemoOutcome {
  readonly plan: ArchivalPlan;
  readonly result: ArchivalResult;
  /** Between what was saved and what was read before the run. */
  readonly savedDifferences: readonly Difference[];
  /** By question: what was read before the run and after it. */
  readonly answers: readonly ComparedAnswer[];
  readonly tiersBefore: Tiers;
  readonly tiersAfter: Tiers;
  /** Requests by part of the demo. */
  readonly requests: ReadonlyMap<string, RequestCounts>;
}

/** The demo's today: with it, and with the seed, every run shows the same numbers. */
const TODAY = new Date('2026-11-01T00:00:00Z');
const SEED = 20_261_101;
const ARCHIVE_AFTER_DAYS = 365;
const DAY_MS = 24 * 60 * 60 * 1000;
const SAVES_AT_ONCE = 32;

/** Saves three years of sessions, archives those older than a year, and compares what the application sees before and after. */
export async function runDemo({ servers, sessions: count, print, afterArchiving }: DemoOptions): Promise<DemoOutcome> {
  const log = new RequestLog(servers);
  const [tableName = ''] = await servers.createTables(UserDatabase);
  const db = connect(servers);
  const sessions = generateSessions({ count, until: TODAY, seed: SEED });
  const asked = questions(db, sessions, TODAY);

  const savedIn = await timed(() => log.during('save', () => saveAll(db, sessions)));
  print(`saved     ${formatCount(count)} sessions of three years in ${savedIn.took}`);
  const before = await timed(() => log.during('ask', () => askAll(asked)));
  print(`asked     ${formatCount(before.value.flat().length)} sessions by ${asked.length} questions in ${before.took}`);
  const savedDifferences = compareWithSaved(sessions, before.value);
  const tiersBefore = await measureTiers(servers, tableName);

  const plan = await log.during('dry run', () => db.archiveOldDataDryRun());
  print(`dry run   would move ${describe(plan)}`);
  const result = await log.during('archive', () => archiveWithProgress(db, plan.itemsArchived, print));
  print(`archived  moved ${describe(result)}`);
  const tiersAfter = await measureTiers(servers, tableName);
  await afterArchiving?.(tableName);

  const cutoff = new Date(TODAY.getTime() - ARCHIVE_AFTER_DAYS * DAY_MS);
  const answers = await timed(() => log.during('ask again', () => askAgain(asked, before.value, cutoff)));
  print(`asked     the same questions in ${answers.took}`);
  return { plan, result, savedDifferences, answers: answers.value, tiersBefore, tiersAfter, requests: log.phases };
}

function connect(servers: LocalServers): HybridLogicalDb<UserDatabase> {
  return HybridLogicalDb.create(UserDatabase, LogicalDb.create(UserDatabase, servers.dynamoDb), {
    s3Config: { bucketName: servers.bucketName, client: servers.s3 },
    archivalConfig: { enabled: true, archiveAfterDuration: { days: ARCHIVE_AFTER_DAYS } },
    clock: () => TODAY,
  });
}

async function saveAll(db: HybridLogicalDb<UserDatabase>, sessions: readonly Fields<UserSession>[]): Promise<void> {
  const service = new SessionService(db.repository(UserSession));
  await mapConcurrently(sessions, SAVES_AT_ONCE, session => service.record(session));
}

async function askAll(asked: readonly Question[]): Promise<readonly (readonly UserSession[])[]> {
  const answers: (readonly UserSession[])[] = [];
  for (const question of asked) answers.push(await question.ask());
  return answers;
}

/** Lets go of each answer when it has been compared: all of them twice would be most of the memory that the demo takes. */
async function askAgain(
  asked: readonly Question[],
  before: readonly (readonly UserSession[])[],
  archivedBefore: Date,
): Promise<readonly ComparedAnswer[]> {
  const compared: ComparedAnswer[] = [];
  for (const [index, question] of asked.entries()) {
    compared.push(compareAnswer(question.name, before[index] ?? [], await question.ask(), archivedBefore));
  }
  return compared;
}

async function archiveWithProgress(
  db: HybridLogicalDb<UserDatabase>,
  expected: number,
  print: (line: string) => void,
): Promise<ArchivalResult> {
  const progress = archiveProgress(expected, process.stdout, print);
  try {
    return await db.archiveOldData({ onProgress: ({ itemsArchived }) => progress.update(itemsArchived) });
  } finally {
    progress.stop();
  }
}

function describe({ itemsArchived, bytesBefore, bytesStored, durationMs, errorCount }: ArchivalResult): string {
  const sizes = `${formatBytes(bytesBefore)} in DynamoDB, ${formatBytes(bytesStored)} in S3`;
  const errors = errorCount === 0 ? '' : `; ${formatCount(errorCount)} could not be moved`;
  return `${formatCount(itemsArchived)} sessions (${sizes}) in ${formatSeconds(durationMs)}${errors}`;
}

async function timed<T>(run: () => Promise<T>): Promise<{ readonly value: T; readonly took: string }> {
  const started = performance.now();
  const value = await run();
  return { value, took: formatSeconds(performance.now() - started) };
}
