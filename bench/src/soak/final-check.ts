import { AttemptExpiredError, type HybridLogicalDb, LogicalDb, type VerifyReport } from '@tempest-ts/hybrid';
import { connectClients, openDatabase } from './connect.js';
import { describeError } from './judge.js';
import type { WorkerTask } from './messages.js';
import { monotonicMs } from './monotonic-time.js';
import { isSameState, noteState } from './note-state.js';
import { NOTES, notePlace, SoakDatabase, TALLIES, tallyPlace } from './notes.js';
import { passTime, QUICK } from './passed-time.js';
import type { Watch } from './watch.js';

/** S3 tells times by whole seconds. */
const SECONDS_PASSED_MS = 3_000;
const MOST_RUNS = 5;

/** What is left when all processes have ended: every acknowledged write, in whichever tier, and nothing that points to nothing. */
export class FinalCheck {
  readonly #watch: Watch;
  readonly #task: Pick<WorkerTask, 'dynamoDb' | 's3' | 'accessKeyId' | 'secretAccessKey' | 'bucketName'>;

  constructor(watch: Watch, task: Pick<WorkerTask, 'dynamoDb' | 's3' | 'accessKeyId' | 'secretAccessKey' | 'bucketName'>) {
    this.#watch = watch;
    this.#task = task;
  }

  /** @returns lines for people */
  async run(): Promise<readonly string[]> {
    const clients = connectClients(this.#task);
    const db = openDatabase(clients, this.#task.bucketName);
    const plain = LogicalDb.create(SoakDatabase, clients.dynamoDb);
    const lines: string[] = [];
    try {
      await this.#compare(db, 'after the run');
      lines.push(`as the processes left it: ${this.#verify(await db.verifyArchive())}`);

      const itemsArchived = await this.#archiveAll(db);
      await this.#compare(db, 'after the last archive run');

      const { graceDays, graceMs, passedMs } = QUICK;
      passTime(clients.s3, passedMs + graceMs + SECONDS_PASSED_MS, 'passedTime');
      await db.sweepOrphans({ graceDays });
      const swept = await db.sweepOrphans({ graceDays });
      for (const { cause } of swept.errors) this.#watch.violate(`the last sweep failed: ${describeError(cause)}`);
      const report = await db.verifyArchive();
      lines.push(`${itemsArchived} more archived, ${swept.objectsSwept} objects swept: ${this.#verify(report)}`);
      if (report.objects.orphaned > 0) this.#watch.violate(`${report.objects.orphaned} objects that no row names are left after a sweep`);
      await this.#compare(db, 'after the last sweep');

      const { itemsRestored, errorCount } = await db.restore('all');
      if (errorCount > 0) this.#watch.violate(`${errorCount} items could not be restored`);
      await this.#compare(plain, 'after everything was restored, from DynamoDB alone');
      lines.push(`${itemsRestored} restored: every item is there without S3`);
    } catch (error) {
      this.#watch.violate(`the final check failed: ${describeError(error)}`);
    } finally {
      clients.dynamoDb.destroy();
      clients.s3.destroy();
    }
    return lines;
  }

  /** On a slow machine a move may take longer than its few seconds: the next run then does it. */
  async #archiveAll(db: HybridLogicalDb<SoakDatabase>): Promise<number> {
    let itemsArchived = 0;
    for (let run = 1; run <= MOST_RUNS; run += 1) {
      const result = await db.archiveOldData();
      itemsArchived += result.itemsArchived;
      const wrong = result.errors.filter(({ cause }) => run === MOST_RUNS || !(cause instanceof AttemptExpiredError));
      for (const { cause } of wrong) this.#watch.violate(`the last archive run failed: ${describeError(cause)}`);
      if (!result.complete) this.#watch.violate('the last archive run did not see the whole table');
      if (result.errorCount === 0) break;
    }
    return itemsArchived;
  }

  #verify({ clean, problems, objects }: VerifyReport): string {
    for (const { kind, s3Key, cause } of problems) this.#watch.violate(`verifyArchive found ${kind} at ${s3Key}: ${describeError(cause)}`);
    return `verifyArchive ${clean ? 'is clean' : 'found problems'}, ${objects.referenced} objects in use, ${objects.orphaned} orphans`;
  }

  async #compare(db: SoakDatabase | HybridLogicalDb<SoakDatabase>, when: string): Promise<void> {
    const { notes, tallies } = db.soak;
    const states = new Map<number, string | undefined>();
    for (let place = 0; place < NOTES; place += 1) {
      const from = monotonicMs();
      const state = await notes.load(notePlace(place), { consistentRead: true }).then(noteState, (error: unknown) => {
        this.#watch.violate(`${when}, note ${place} cannot be read: ${describeError(error)}`);
        return undefined;
      });
      if (state === undefined) continue;
      states.set(place, state?.print);
      if (!this.#watch.journal.found(place, state, from, monotonicMs()))
        this.#watch.violate(`${when}, note ${place} is ${state ? state.print : 'gone'}, and no write made it so last`);
    }
    for (let tally = 0; tally < TALLIES; tally += 1) {
      const from = monotonicMs();
      const found = await tallies.load(tallyPlace(tally), { consistentRead: true });
      const fault = this.#watch.tallyFault(tally, found?.counts ?? {}, from, monotonicMs());
      if (fault !== undefined) this.#watch.violate(`${when}, ${fault}`);
    }
    let scanned = 0;
    for await (const note of notes.scanAllContents({ consistentRead: true })) {
      scanned += 1;
      if (!isSameState(noteState(note), { print: states.get(Number(note.id)) ?? '', color: '', shade: '' }))
        this.#watch.violate(`${when}, a scan gives note ${note.id} otherwise than a load does`);
    }
    const expected = [...states.values()].filter(print => print !== undefined).length;
    if (scanned !== expected) this.#watch.violate(`${when}, a scan gives ${scanned} notes, and there are ${expected}`);
  }
}
