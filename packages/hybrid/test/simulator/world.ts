import { DeleteItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ARCHIVE_ATTRIBUTE, type Row } from '@tempest-ts/tempest/extend';
import { itemOfRow } from './archived-row.js';
import { Ghost, textOf, textOfRow } from './ghost.js';
import { labelOf } from './label.js';
import {
  type Command,
  executeCommand,
  type Faults,
  isServiceError,
  MemoryBucket,
  MemoryTable,
  Network,
  type Random,
  Scheduler,
} from './machinery.js';
import { NOW } from './now.js';

/** Who archives. */
export const ARCHIVERS = ['archiver1', 'archiver2'];

const DAY_MS = 86_400_000;
/** Another table's object, under the same prefix. */
const FOREIGN_KEY = 'tickets/p/foreign.json';
const FOREIGN_BODY = '{"Item":{"pk":{"S":"p"},"sk":{"S":"foreign"}}}';

/** One call of the library by one actor. */
export interface Operation {
  readonly start: number;
  /** Writes of the user's that took effect. */
  writes: number;
  /** Rows that it made pointers. */
  swaps: number;
  /** What the caller was told. */
  told: 'nothing yet' | 'done' | 'unknown' | 'not-applied';
}

/** Sends a command; `intent` is what the library sent, where a planted bug sends something else. */
export type Sender = (command: Command, intent?: Command) => Promise<unknown>;

/** A defect to plant, in front of one actor's stores. */
export type Plant = (next: Sender, world: World) => Sender;

/** Whether a write moves an item between the tiers: its meaning must not change then. */
function isMove(command: Command): boolean {
  if (!(command instanceof UpdateItemCommand)) return false;
  const { UpdateExpression = '', ExpressionAttributeNames = {} } = command.input;
  return (UpdateExpression.match(/[#:]?\w+/g) ?? []).some(name => (ExpressionAttributeNames[name] ?? name) === ARCHIVE_ATTRIBUTE);
}

/** What a run does before it touches an item: not worth the schedules' time. */
function isPreliminary({ input }: Command): boolean {
  const { Key } = input as { readonly Key?: unknown };
  return typeof Key === 'string'
    ? Key.includes('tempest-probe/')
    : Key === undefined && ['TableName', 'Bucket'].includes(Object.keys(input).join());
}

const isRead = (command: Command): boolean => /^(Get|Head|List|Query|Scan)/.test(command.constructor.name);

function keyOfWrite(command: Command, table: MemoryTable): string | undefined {
  if (command instanceof PutItemCommand) return table.keyOf(command.input.Item as Row);
  if (command instanceof UpdateItemCommand || command instanceof DeleteItemCommand) return table.keyOf(command.input.Key as Row);
  return undefined;
}

/** Both stores, everything between them and the actors, and what a plain table would hold. */
export class World {
  readonly scheduler: Scheduler;
  readonly network: Network;
  readonly table: MemoryTable;
  /** Milliseconds since 1970, as S3 tells them. */
  time = NOW.getTime();
  readonly bucket = new MemoryBucket(() => new Date(this.time));
  readonly ghost = new Ghost();
  /** Which actor put an object. */
  readonly makers = new Map<string, string>();
  readonly running = new Set<string>();
  /** Archivers with attempts under way. */
  readonly attempting = new Set<string>();
  #backup: { readonly time: number; readonly rows: ReadonlyMap<string, readonly [Row | undefined, Row | undefined]> } | undefined;
  /** Nothing goes wrong, and nothing waits: what happened before the schedule begins. */
  prelude = false;
  #changed = true;
  violation: string | undefined;

  constructor(random: Random, faults: Faults) {
    this.scheduler = new Scheduler(random);
    this.network = new Network(random, this.scheduler, faults);
    this.bucket.put({
      Bucket: 'archive',
      Key: FOREIGN_KEY,
      Body: Buffer.from(FOREIGN_BODY),
      Metadata: { 'tempest-attempt': 'x', 'tempest-table-id': 'another' },
    });
    this.table = new MemoryTable({ name: 'tickets', partitionKey: 'pk', sortKey: 'sk', isStale: () => random.chance(0.3) });
  }

  /** What one actor's clients send with. */
  sender(actor: string, operation: () => Operation): Sender {
    return (command, intent = command) => {
      const current = operation(); // a request that comes late is still of the call that sent it
      const apply = (): object => {
        const output = executeCommand(this, command);
        if (!isRead(command)) this.#changed = true;
        if (command instanceof PutObjectCommand) this.makers.set(command.input.Key ?? '', actor);
        this.#tookEffect(current, intent);
        return output;
      };
      if (this.prelude || isPreliminary(command)) return new Promise(resolve => resolve(apply()));
      return this.network.request(actor, labelOf(command), apply);
    };
  }

  /** Something that happens at once, when its turn comes. */
  turn(actor: string, label: string, act: () => void): Promise<void> {
    return this.network.request(actor, label, () => {
      act();
      this.#changed = true;
    });
  }

  violate(why: string): void {
    this.violation ??= why;
  }

  /** A row as everybody starts with it: put twice, so that a stale read shows it too. */
  seed(row: Row): void {
    for (const table of [this.table, this.table, this.ghost.table]) table.put({ TableName: '', Item: row });
    this.ghost.record(this.table.keyOf(row), 0);
  }

  /** Time to live takes a row away. */
  expire(key: Row): void {
    for (const table of [this.table, this.ghost.table]) table.delete({ TableName: '', Key: key });
    this.ghost.record(this.table.keyOf(key), this.scheduler.now);
  }

  /** Days pass, which no attempt outlives: only while none is under way, nor any request of one. Requests of others may. */
  passDays(days: number): void {
    const { scheduler, network } = this;
    const underWay = ARCHIVERS.some(
      name =>
        (this.attempting.has(name) && !network.isDead(name)) ||
        scheduler.isWaiting(`late ${name}`) ||
        (network.isDead(name) && scheduler.isWaiting(name)),
    );
    if (!underWay) this.time += days * DAY_MS;
  }

  /** A backup, for once. */
  backUp(keys: readonly Row[]): void {
    const rows = keys
      .map(key => this.table.keyOf(key))
      .map(key => [key, [this.table.rows.get(key), this.ghost.table.rows.get(key)]] as const);
    this.#backup ??= { time: this.time, rows: new Map(rows) };
  }

  /** Brings a row back as it was in the backup, for once, if that is not too old for the sweeper's grace. */
  bringBack(key: Row): void {
    const [row, item] = this.#backup?.rows.get(this.table.keyOf(key)) ?? [];
    if (!this.#backup || !row || !item || this.time - this.#backup.time > 35 * DAY_MS) return;
    this.#backup = { time: Number.NEGATIVE_INFINITY, rows: new Map() };
    this.table.put({ TableName: '', Item: structuredClone(row) });
    this.ghost.table.put({ TableName: '', Item: structuredClone(item) });
    this.ghost.record(this.table.keyOf(key), this.scheduler.now);
  }

  /** Each row, pointer or not, must stand for what the plain table holds. */
  check(): void {
    if (!this.#changed) return;
    this.#changed = false;
    if (this.bucket.objects.get(FOREIGN_KEY)?.bytes.byteLength === 0 || !this.bucket.objects.has(FOREIGN_KEY))
      this.violate('another table’s object is gone');
    for (const key of new Set([...this.ghost.keys, ...this.table.rows.keys()])) {
      const item = itemOfRow(this.table.rows.get(key), this.bucket);
      if (typeof item === 'string') this.violate(`row ${key}: ${item}`);
      else if (textOf(item) !== textOf(this.ghost.table.rows.get(key)))
        this.violate(
          `row ${key} reads ${textOfRow(item)}, and the writes that took effect made it ${textOfRow(this.ghost.table.rows.get(key))}`,
        );
    }
  }

  #tookEffect(operation: Operation, command: Command): void {
    const key = keyOfWrite(command, this.table);
    if (key === undefined) return;
    if (isMove(command)) {
      operation.swaps += 1;
      return;
    }
    operation.writes += 1;
    if (operation.told === 'not-applied') this.violate(`a write of ${key} took effect whose caller was told that it never would`);
    try {
      executeCommand({ table: this.ghost.table, bucket: this.bucket }, command);
      this.ghost.record(key, this.scheduler.now);
    } catch (error) {
      if (!isServiceError(error)) throw error;
      this.violate(`a write of ${key} took effect that a plain table would have refused: ${error.name}`);
    }
  }
}
