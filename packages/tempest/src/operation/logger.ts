/**
 * Where a database writes what it does. Every line has a field `event`, and names and numbers, never keys or values: docs/guide/observability.md lists them. The fields come first and the message second, as pino and Bunyan have it; `console` is one too.
 *
 * @example
 * LogicalDb.create(UserDatabase, dynamoDb, { logger: console });
 */
export interface Logger {
  /** Each request that was answered, or failed by a condition or an abort, and each read through a cache. */
  debug(fields: object, message: string): void;
  /** Runs that begin and end, requests that were sent more than once, archived items that a write brought back. */
  info(fields: object, message: string): void;
  /** Each other request that failed, archived items that could not be read, failures of an outer cache, runs that were aborted, what a run began in spite of. */
  warn(fields: object, message: string): void;
  /** A run that failed, a listener that threw. */
  error(fields: object, message: string): void;
}
