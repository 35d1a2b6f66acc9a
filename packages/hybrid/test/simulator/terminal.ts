import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { type ArchiveCache, HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import type { Command } from './machinery.js';
import { NOW } from './now.js';
import { EarlierTicketDatabase, LaterTicketDatabase, TicketAndCounterDatabase, TicketDatabase } from './tickets.js';

type Send = (command: Command) => Promise<unknown>;

/** What a terminal's database is of. */
export interface Premises {
  /** What the names of its tables begin with; services share the bucket, and what their keys look like. */
  readonly service: string;
  /** Whether there are counters besides tickets. */
  readonly hasCounters: boolean;
  /** Whether archivers swap several rows in one request. */
  readonly batches: boolean;
  /** Whether archivers put many items into one object. */
  readonly packed: boolean;
  /** Whether readers keep what they read from S3. */
  readonly cached: boolean;
}

/** So few swaps are on their way at once that others gather for a batch. */
const BATCHING_CONCURRENCY = 8;

/** By their premises. */
const unused = new Map<string, Terminal[]>();
const nameOf = ({ service, hasCounters, batches, packed, cached }: Premises): string =>
  [service, hasCounters, batches, packed, cached].join();

/** A cache outside the process, which answers at once: its entries are what no request is spent on. */
const outerCache = (entries: Map<string, Uint8Array>): ArchiveCache => ({
  get: key => Promise.resolve(entries.get(key)),
  set: (key, bytes) => Promise.resolve(entries.set(key, bytes)),
  delete: key => Promise.resolve(entries.delete(key)),
});

/** A database whose requests go where it is told. Making one costs as much as a whole schedule, so those of earlier schedules are used again. */
export class Terminal {
  readonly db: HybridLogicalDb<TicketDatabase>;
  /** The same without an archive. */
  readonly plainDb: TicketDatabase;
  /** The same, as last year's code archives. */
  readonly earlierDb: HybridLogicalDb<EarlierTicketDatabase>;
  /** `undefined`: there are none. */
  readonly counters: HybridLogicalDb<TicketAndCounterDatabase>['counters'] | undefined;
  readonly #makeLater: () => HybridLogicalDb<LaterTicketDatabase>;
  #laterDb: HybridLogicalDb<LaterTicketDatabase> | undefined;
  readonly #premises: Premises;
  readonly #cache = new Map<string, Uint8Array>();
  #send: Send = () => Promise.reject(new Error('This terminal is not connected.'));

  private constructor(premises: Premises) {
    const { service, hasCounters, batches, packed, cached } = premises;
    // Only `send` is there, of which the engine uses nothing else.
    const client = { send: (command: Command) => this.#send(command), destroy: () => undefined };
    const config = {
      s3Config: { bucketName: 'archive', client: client as unknown as S3Client },
      archivalConfig: {
        segments: 1,
        recordRuns: false,
        batchSwaps: batches,
        layout: packed ? 'packed' : 'single',
        ...(batches && { concurrency: BATCHING_CONCURRENCY }),
      },
      ...(cached && { cache: { outer: outerCache(this.#cache) } }),
      bodyFormat: 'dynamodb-json',
      compression: 'none',
      legacyPointers: true,
      clock: () => NOW,
    } as const;
    const options = { tableNameResolver: (name: string) => `${service}${name}` };
    const dynamoDb = client as unknown as DynamoDBClient;
    this.#premises = premises;
    this.plainDb = LogicalDb.create(TicketDatabase, dynamoDb, options);
    const whole = hasCounters
      ? HybridLogicalDb.create(TicketAndCounterDatabase, LogicalDb.create(TicketAndCounterDatabase, dynamoDb, options), config)
      : undefined;
    this.db = whole ?? HybridLogicalDb.create(TicketDatabase, this.plainDb, config);
    this.counters = whole?.counters;
    this.earlierDb = HybridLogicalDb.create(EarlierTicketDatabase, LogicalDb.create(EarlierTicketDatabase, dynamoDb, options), config);
    const layout = packed ? ('single' as const) : ('packed' as const);
    const later = { ...config, archivalConfig: { ...config.archivalConfig, layout } };
    this.#makeLater = () => HybridLogicalDb.create(LaterTicketDatabase, LogicalDb.create(LaterTicketDatabase, dynamoDb, options), later);
  }

  /** The same, as next year's code has it: elsewhere, and in the other layout. Few schedules want it. */
  get laterDb(): HybridLogicalDb<LaterTicketDatabase> {
    this.#laterDb ??= this.#makeLater();
    return this.#laterDb;
  }

  static connect(premises: Premises, send: Send): Terminal {
    const terminal = unused.get(nameOf(premises))?.pop() ?? new Terminal(premises);
    terminal.#send = send;
    terminal.#cache.clear(); // of another schedule's objects
    return terminal;
  }

  /** Only of an actor that lived to its end: a killed one's calls hold places in the database's queues for ever. */
  giveBack(): void {
    const others = unused.get(nameOf(this.#premises)) ?? [];
    others.push(this);
    unused.set(nameOf(this.#premises), others);
  }
}
