import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { RequestCounters } from './request-counters.js';

/** The servers that can be started: a small bundled binary, and Amazon's own DynamoDB Local, which needs Java. */
export type DynamoDbEngineName = 'dynoxide' | 'dynamodb-local';

/** How to start a local DynamoDB. */
export interface LocalDynamoDbOptions {
  /** Default `'auto'`: the bundled binary where the platform has one, else DynamoDB Local where Java 17 or later is found. */
  readonly engine?: 'auto' | DynamoDbEngineName;
  /** The URL of a DynamoDB that already runs. Nothing is started, and `stop()` ends nothing; the options below have no meaning then, but for the timeout. */
  readonly endpoint?: string;
  /** The port to listen on. Default: a free one. */
  readonly port?: number;
  /** A folder to keep the data in, made if it is not there. Default: data live in memory and end with the server. */
  readonly directory?: string;
  /** Milliseconds until a server that does not answer is given up. Default 60,000: a Java virtual machine on a busy machine takes its time. */
  readonly startTimeoutMs?: number;
}

/** A DynamoDB that answers on this machine, with a client for it. */
export interface LocalDynamoDb {
  /** For other clients: any region and any credentials do, but DynamoDB Local keeps separate tables for each. */
  readonly endpoint: string;
  readonly port: number;
  readonly engine: DynamoDbEngineName | 'external';
  /** The id of the server's process; `undefined` where an endpoint was given. */
  readonly pid: number | undefined;
  /** Region us-east-1, dummy credentials, kept-alive sockets. Destroyed by `stop()`. */
  readonly client: DynamoDBClient;
  /** What `client` has sent since the start or the last `reset()`. */
  readonly requests: RequestCounters;
  /** Ends the server and its client; resolves when the process is gone. May be called again. */
  stop(): Promise<void>;
}
