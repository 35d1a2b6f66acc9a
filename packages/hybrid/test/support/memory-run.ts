import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import { type ArchivalConfig, HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import type { Row } from '@tempest-ts/tempest/extend';
import { type Command, executeCommand, MemoryBucket, MemoryDatabase, MemoryTable } from '@tempest-ts/testing/simulator';
import { UserDatabase } from '../fixtures/sessions.js';
import { old } from './stage.js';

type Send = (command: Command) => Promise<object>;

/** Old sessions in memory, of `users` users in turn, and a database over them whose requests pass through `through`. */
export class MemoryRun {
  readonly table = new MemoryTable({ name: 'user_sessions', partitionKey: 'partition_key', sortKey: 'sort_key' });
  readonly db: HybridLogicalDb<UserDatabase>;
  /** How many requests there were of each kind. */
  readonly sent = new Map<string, number>();
  /** What the logger was told. */
  readonly told: string[] = [];
  readonly #stores: { readonly database: MemoryDatabase; readonly bucket: MemoryBucket };
  readonly #config: ArchivalConfig;

  constructor(
    options: { readonly items: number; readonly users?: number; readonly config?: ArchivalConfig },
    through: (command: Command, send: Send) => Promise<object> = (command, send) => send(command),
  ) {
    const { items, users = items, config = {} } = options;
    for (let index = 0; index < items; index += 1) this.table.put({ TableName: 'user_sessions', Item: sessionRow(index, index % users) });
    this.#stores = { database: new MemoryDatabase([this.table]), bucket: new MemoryBucket(() => new Date()) };
    this.#config = config;
    this.db = this.another(through);
  }

  /** A database over the same stores, as of another process. */
  another(through: (command: Command, send: Send) => Promise<object> = (command, send) => send(command)): HybridLogicalDb<UserDatabase> {
    const send = (command: Command): Promise<object> => {
      const name = command.constructor.name.replace('Command', '');
      this.sent.set(name, (this.sent.get(name) ?? 0) + 1);
      // Answers come a turn of the event loop later, as from a socket.
      const answer = (sent: Command): Promise<object> =>
        new Promise((resolve, reject) => {
          setImmediate(() => {
            try {
              resolve(executeCommand(this.#stores, sent));
            } catch (error) {
              reject(error);
            }
          });
        });
      return through(command, answer);
    };
    const client = { send, destroy: () => undefined } as unknown as DynamoDBClient & S3Client; // the engine uses nothing else of either
    const quiet = (): void => undefined;
    const info = (_: object, message: string): void => void this.told.push(message);
    const regularDb = LogicalDb.create(UserDatabase, client, { logger: { debug: quiet, info, warn: quiet, error: quiet } });
    return HybridLogicalDb.create(UserDatabase, regularDb, {
      s3Config: { bucketName: 'archive', client },
      archivalConfig: { segments: 1, ...this.#config },
    });
  }

  /** The keys of what is in S3. */
  get objects(): readonly string[] {
    return [...this.#stores.bucket.objects.keys()];
  }

  row(index: number): Row {
    return [...this.table.rows.values()].find(({ sort_key }) => sort_key?.S === `s${index}`) ?? {};
  }

  get pointers(): number {
    return [...this.table.rows.values()].filter(({ s3Archive }) => s3Archive).length;
  }
}

export const sessionRow = (index: number, user = index): Row => ({
  partition_key: { S: `user${user}` },
  sort_key: { S: `s${index}` },
  sessionData: { S: `data of ${index}` },
  createdAt: { S: old.toISOString() },
});
