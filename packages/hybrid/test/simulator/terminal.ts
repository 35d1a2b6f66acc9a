import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import type { Command } from './machinery.js';
import { NOW } from './now.js';
import { TicketDatabase } from './tickets.js';

type Send = (command: Command) => Promise<unknown>;

const unused: Terminal[] = [];

/** A database whose requests go where it is told. Making one costs as much as a whole schedule, so those of earlier schedules are used again. */
export class Terminal {
  readonly db: HybridLogicalDb<TicketDatabase>;
  #send: Send = () => Promise.reject(new Error('This terminal is not connected.'));

  private constructor() {
    // Only `send` is there, of which the engine uses nothing else.
    const client = { send: (command: Command) => this.#send(command), destroy: () => undefined };
    this.db = HybridLogicalDb.create(TicketDatabase, LogicalDb.create(TicketDatabase, client as unknown as DynamoDBClient), {
      s3Config: { bucketName: 'archive', client: client as unknown as S3Client },
      archivalConfig: { segments: 1 },
      bodyFormat: 'dynamodb-json',
      compression: 'none',
      clock: () => NOW,
    });
  }

  static connect(send: Send): Terminal {
    const terminal = unused.pop() ?? new Terminal();
    terminal.#send = send;
    return terminal;
  }

  /** Only of an actor that lived to its end: a killed one's calls hold places in the database's queues for ever. */
  giveBack(): void {
    unused.push(this);
  }
}
