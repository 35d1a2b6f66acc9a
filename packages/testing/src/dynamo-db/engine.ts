import type { ServerCommand } from '../process/server-process.js';
import type { DynamoDbEngineName } from './local-dynamo-db.js';

/** Where a server is to listen and to keep its data (`directory` left out: in memory). */
export interface EnginePlace {
  readonly port: number;
  readonly directory: string | undefined;
}

/** A server that is installed and can be started. */
export interface Engine {
  readonly name: DynamoDbEngineName;
  /** Prepares one run: makes the folders it needs. */
  command(place: EnginePlace): Promise<ServerCommand>;
}

/** Looks for the engines; `undefined` where one is not installed. */
export type EngineFinder = Readonly<Record<DynamoDbEngineName, () => Promise<Engine | undefined>>>;
