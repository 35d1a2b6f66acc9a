import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import type { Command } from './machinery.js';
import { NOW } from './now.js';
import { EarlierTicketDatabase, TicketDatabase } from './tickets.js';

type Send = (command: Command) => Promise<unknown>;

/** By the service that they belong to. */
const unused = new Map<string, Terminal[]>();

/** A database whose requests go where it is told. Making one costs as much as a whole schedule, so those of earlier schedules are used again. */
export class Terminal {
  readonly db: HybridLogicalDb<TicketDatabase>;
  /** The same, as last year's code archives. */
  readonly earlierDb: HybridLogicalDb<EarlierTicketDatabase>;
  readonly #service: string;
  #send: Send = () => Promise.reject(new Error('This terminal is not connected.'));

  private constructor(service: string) {
    // Only `send` is there, of which the engine uses nothing else.
    const client = { send: (command: Command) => this.#send(command), destroy: () => undefined };
    const config = {
      s3Config: { bucketName: 'archive', client: client as unknown as S3Client },
      archivalConfig: { segments: 1 },
      bodyFormat: 'dynamodb-json',
      compression: 'none',
      legacyPointers: true,
      clock: () => NOW,
    } as const;
    const options = { tableNameResolver: (name: string) => `${service}${name}` };
    const dynamoDb = client as unknown as DynamoDBClient;
    this.#service = service;
    this.db = HybridLogicalDb.create(TicketDatabase, LogicalDb.create(TicketDatabase, dynamoDb, options), config);
    this.earlierDb = HybridLogicalDb.create(EarlierTicketDatabase, LogicalDb.create(EarlierTicketDatabase, dynamoDb, options), config);
  }

  /** @param service what the names of its tables begin with; services share the bucket, and what their keys look like */
  static connect(service: string, send: Send): Terminal {
    const terminal = unused.get(service)?.pop() ?? new Terminal(service);
    terminal.#send = send;
    return terminal;
  }

  /** Only of an actor that lived to its end: a killed one's calls hold places in the database's queues for ever. */
  giveBack(): void {
    const others = unused.get(this.#service) ?? [];
    others.push(this);
    unused.set(this.#service, others);
  }
}
