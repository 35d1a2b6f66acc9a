/**
 * Where a database writes what it does. The fields come first and the message second, as pino and Bunyan have it; `console` is one too.
 *
 * @example
 * LogicalDb.create(UserDatabase, dynamoDb, { logger: console });
 */
export interface Logger {
  /** Each request that was answered. */
  debug(fields: object, message: string): void;
  /** The end of an archival run. */
  info(fields: object, message: string): void;
  /** Each request that failed, other than by a condition or an abort. */
  warn(fields: object, message: string): void;
  /** A listener that threw. */
  error(fields: object, message: string): void;
}
