import { BatchExecuteStatementCommand, type TransactionCanceledException, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { Row } from '@tempest-ts/tempest/extend';
import { Backup } from './backup.js';
import { executeBatch } from './execute-batch.js';
import { Ghost, idOf, textOf, textOfRow } from './ghost.js';
import { labelOf } from './label.js';
import {
  type Command,
  executeCommand,
  type Faults,
  isServiceError,
  MemoryBucket,
  MemoryDatabase,
  MemoryTable,
  Network,
  type Random,
  Scheduler,
} from './machinery.js';
import { NOW } from './now.js';
import { RowTexts } from './row-texts.js';
import { isMove, writesOf } from './writes-of.js';

/** Who archives. */
export const ARCHIVERS = ['archiver1', 'archiver2'];
/** Who writes packs anew. */
export const COMPACTORS = ['compactor1', 'compactor2'];
/** Who moves archived items to where other code would have put them. */
export const MIGRATORS = ['migrator1'];
/** What the names of a service's tables begin with. Both services have one bucket, and give their objects the same plain keys. */
export const SERVICES = ['', 'other_'] as const;

const DAY_MS = 86_400_000;
/** Days. The sweeper's grace is 35. */
export const LONGER_THAN_GRACE = 36;
/** Another table's object, under the same prefix. */
const FOREIGN_KEY = 'tickets/p/foreign.json';
const FOREIGN_BODY = '{"Item":{"pk":{"S":"p"},"sk":{"S":"foreign"}}}';

/** One call of the library by one actor. */
export interface Operation {
  readonly start: number;
  /** Writes of the user's that took effect. */
  writes: number;
  /** Transactions of them. */
  transactions: number;
  /** Writes of the user's that somebody's transaction was in the way of. */
  conflicts: number;
  /** Rows that it made pointers. */
  swaps: number;
  /** What the caller was told. */
  told: 'nothing yet' | 'done' | 'unknown' | 'not-applied';
}

/** Sends a command; `intent` is what the library sent, where a planted bug sends something else. */
export type Sender = (command: Command, intent?: Command) => Promise<unknown>;

/** A defect to plant, in front of one actor's stores. */
export type Plant = (next: Sender, world: World, actor: string) => Sender;

interface ProbeInput {
  readonly Key?: string | { readonly pk?: { readonly S?: string } };
  readonly Limit?: number;
  readonly Prefix?: string;
}

/** What a run does before it touches an item: not worth the schedules' time. */
function isPreliminary({ input }: Command): boolean {
  const { Key, Limit, Prefix } = input as ProbeInput; // of any command
  if (Prefix?.includes('tempest~claims/')) return true;
  if (typeof Key === 'string') return Key.includes('tempest~probe/');
  return Key ? (Key.pk?.S ?? '').startsWith('tempest-probe') : Limit === 1 || ['TableName', 'Bucket'].includes(Object.keys(input).join());
}

/** Whether a transaction of somebody's was in the way. */
function isConflict(error: unknown): boolean {
  if (!isServiceError(error)) return false;
  const { CancellationReasons: reasons = [] } = error as Partial<TransactionCanceledException>;
  return error.name === 'TransactionConflictException' || reasons.some(({ Code }) => Code === 'TransactionConflict');
}

const isRead = (command: Command): boolean => /^(Get|Head|List|Query|Scan|BatchGet|TransactGet)/.test(command.constructor.name);

function makeTables(isStale: () => boolean, from?: MemoryDatabase, isHeld?: () => boolean): MemoryDatabase {
  const keys = { partitionKey: 'pk', sortKey: 'sk', isStale };
  const indexes = { by_status: { partitionKey: 'status', sortKey: 'placedAt' } };
  return new MemoryDatabase(
    SERVICES.flatMap(service => [
      new MemoryTable({ ...keys, name: `${service}tickets`, indexes }, from?.table(`${service}tickets`)),
      new MemoryTable({ ...keys, name: `${service}counters` }, from?.table(`${service}counters`)),
    ]),
    { isHeld },
  );
}

/** Both stores, everything between them and the actors, and what plain tables would hold. */
export class World {
  readonly scheduler: Scheduler;
  readonly network: Network;
  readonly database: MemoryDatabase;
  readonly ghost: Ghost;
  /** Milliseconds since 1970, as S3 tells them. */
  time: number;
  readonly bucket: MemoryBucket;
  readonly backup = new Backup();
  /** Which actor put an object. */
  readonly makers: Map<string, string>;
  readonly running = new Set<string>();
  /** Those with attempts under way: archivers, and compactors. */
  readonly attempting = new Set<string>();
  /** Sort keys of tickets that are erased for good: no backup of them is brought back, which no erasure can know of. */
  readonly erased = new Set<string>();
  /** What is to hold when everything that was under way has arrived. */
  readonly atEnd: (() => void)[] = [];
  readonly #texts: RowTexts;
  /** Nothing goes wrong, and nothing waits: what happened before the schedule begins. */
  prelude = false;
  readonly #random: Random;
  #changed = true;
  /** Whether what is done now meets no transaction of others: on no row of a user's. */
  #isApart = false;
  violation: string | undefined;

  /**
   * @param past what happened before. Default: nothing.
   * @param isHeld whether somebody's transaction has an item at the moment that a request would write it. Default: never.
   */
  constructor(random: Random, faults: Faults, past?: World, isHeld: () => boolean = () => false) {
    this.#random = random;
    this.scheduler = new Scheduler(random);
    this.network = new Network(random, this.scheduler, faults);
    this.time = past?.time ?? NOW.getTime();
    this.database = makeTables(
      () => random.chance(0.3),
      past?.database,
      () => !this.#isApart && isHeld(),
    );
    this.ghost = new Ghost(
      makeTables(() => false, past?.ghost.database),
      past?.ghost,
    );
    this.bucket = new MemoryBucket(() => new Date(this.time), past?.bucket);
    this.makers = new Map(past?.makers);
    this.#texts = new RowTexts(this.bucket);
    if (past) return;
    this.bucket.put({
      Bucket: 'archive',
      Key: FOREIGN_KEY,
      Body: Buffer.from(FOREIGN_BODY),
      Metadata: { 'tempest-attempt': 'x', 'tempest-table-id': 'another' },
    });
  }

  /** What one actor's clients send with. */
  sender(actor: string, operation: () => Operation): Sender {
    return (command, intent = command) => {
      const current = operation(); // a request that comes late is still of the call that sent it
      const isAtOnce = this.prelude || isPreliminary(command);
      const apply = (): object => {
        this.#isApart = isAtOnce;
        if (command instanceof BatchExecuteStatementCommand) {
          const { output, applied } = executeBatch(this.database, command, this.#random);
          this.#changed = true;
          current.swaps += applied; // only archivers send them
          return output;
        }
        const { transactionsDone } = this.database;
        const output = this.#execute(current, command, intent);
        if (isRead(command)) return output;
        if (command instanceof TransactWriteItemsCommand && this.database.transactionsDone === transactionsDone) return output; // it was done before
        this.#changed = true;
        if (command instanceof PutObjectCommand) this.makers.set(command.input.Key ?? '', actor);
        this.#tookEffect(current, intent);
        return output;
      };
      if (isAtOnce) return new Promise(resolve => resolve(apply()));
      return this.network.request(actor, () => labelOf(command), apply);
    };
  }

  /** Something that happens at once, when its turn comes. */
  turn(actor: string, what: string, act: () => void): Promise<void> {
    return this.network.request(
      actor,
      () => what,
      () => {
        act();
        this.#changed = true;
      },
    );
  }

  violate(why: string): void {
    this.violation ??= why;
  }

  /**
   * A row as everybody starts with it: put twice, so that a stale read shows it too.
   *
   * @param item what it stands for. Default: itself
   */
  seed(TableName: string, row: Row, item = row): void {
    for (const database of [this.database, this.database]) database.table(TableName).put({ TableName, Item: row });
    this.ghost.database.table(TableName).put({ TableName, Item: item });
    this.ghost.record(TableName, item, 0);
  }

  /** Time to live takes a row away. */
  expire(TableName: string, Key: Row): void {
    for (const database of [this.database, this.ghost.database]) database.table(TableName).delete({ TableName, Key });
    this.ghost.record(TableName, Key, this.scheduler.now);
  }

  /** Days pass, which no attempt outlives: only while none is under way, nor any request of one. Requests of others may. */
  passDays(days: number): void {
    const { scheduler, network } = this;
    const underWay = [...ARCHIVERS, ...COMPACTORS, ...MIGRATORS].some(
      name =>
        (this.attempting.has(name) && !network.isDead(name)) ||
        scheduler.isWaiting(`late ${name}`) ||
        (network.isDead(name) && scheduler.isWaiting(name)),
    );
    if (underWay) return;
    this.time += days * DAY_MS;
    for (const table of this.database.tables.values()) table.settle(); // no read is days behind
  }

  /** Each row, pointer or not, must stand for what the plain table holds. */
  check(): void {
    if (!this.#changed) return;
    this.#changed = false;
    if (!this.bucket.objects.get(FOREIGN_KEY)?.bytes.byteLength) this.violate('another table’s object is gone');
    for (const [name, { rows }] of this.ghost.database.tables) {
      const table = this.database.table(name);
      if (rows.size === 0 && table.rows.size === 0) continue;
      for (const key of new Set([...rows.keys(), ...table.rows.keys()])) {
        const [row, plain] = [table.rows.get(key), rows.get(key)];
        const text = this.#texts.ofStored(row);
        if (text === this.#texts.ofPlain(plain)) continue;
        this.violate(`row ${name} ${key} reads ${text}, and the writes that took effect made it ${textOfRow(plain)}: ${textOf(row)}`);
      }
    }
  }

  #execute(operation: Operation, command: Command, intent: Command): object {
    try {
      return executeCommand(this, command);
    } catch (error) {
      if (isConflict(error) && !isMove(intent)) operation.conflicts += 1;
      throw error;
    }
  }

  #tookEffect(operation: Operation, command: Command): void {
    const writes = writesOf(command);
    if (writes.length === 0) return;
    if (isMove(command)) {
      operation.swaps += 1;
      return;
    }
    operation.writes += 1;
    const named = writes.map(({ tableName, row }) => idOf(tableName, row)).join();
    if (command instanceof TransactWriteItemsCommand) operation.transactions += 1;
    if (operation.transactions > 1) this.violate(`a transaction of ${named} took effect twice in one call`);
    if (operation.told === 'not-applied') this.violate(`a write of ${named} took effect whose caller was told that it never would`);
    try {
      executeCommand({ database: this.ghost.database, bucket: this.bucket }, command);
      for (const { tableName, row } of writes) this.ghost.record(tableName, row, this.scheduler.now);
    } catch (error) {
      if (!isServiceError(error)) throw error;
      this.violate(`a write of ${named} took effect that a plain table would have refused: ${error.name}`);
    }
  }
}
