import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { OnApplicationShutdown } from '@nestjs/common';
import { HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import type { TempestConnectionOptions } from './options.js';

const isClient = (given: TempestConnectionOptions['dynamoDb']): given is DynamoDBClient =>
  typeof (given as DynamoDBClient | undefined)?.send === 'function';

/** A database, with what was made for it. Nest ends it last of all: when no request is being answered any more. */
export class TempestConnection implements OnApplicationShutdown {
  readonly db: LogicalDb;
  readonly #close: () => void;

  /** @throws DeclarationError, ConfigurationError, KeyTemplateError */
  constructor(database: new () => LogicalDb, { dynamoDb, options, hybrid }: TempestConnectionOptions) {
    const own = isClient(dynamoDb) ? undefined : new DynamoDBClient(dynamoDb ?? {});
    try {
      const regular = LogicalDb.create(database, isClient(dynamoDb) ? dynamoDb : (own as DynamoDBClient), options);
      const tiered = hybrid && HybridLogicalDb.create(database, regular, hybrid);
      this.db = tiered ?? regular;
      this.#close = () => {
        tiered?.close(); // of S3 clients, those that the library made
        own?.destroy();
      };
    } catch (error) {
      own?.destroy();
      throw error;
    }
  }

  onApplicationShutdown(): void {
    this.#close();
  }
}
