import type { AnyLogicalDb, HybridConfig, LogicalDbOptions } from '@tempest-ts/hybrid';

/** What `tempest-hybrid.config.ts` says: the database that the commands work on. */
export interface CliConfig {
  /** The database's class. */
  readonly database: new () => AnyLogicalDb;
  /** Options of `LogicalDb.create()`, such as a `tableNameResolver`. */
  readonly options?: LogicalDbOptions | undefined;
  /**
   * The config of `HybridLogicalDb.create()`. Best the very object that the application uses: what the commands do is then what it would do. Of `s3Config`, the region and the client stand;
   * where it has neither, the command line's region applies. `--s3-endpoint` alone replaces a client.
   */
  readonly hybrid: HybridConfig;
}

/**
 * Types a config file. It returns what it is given.
 *
 * @example
 * export default defineConfig({
 *   database: UserDatabase,
 *   hybrid: { s3Config: { bucketName: 'my-app-archive' }, archivalConfig: { archiveAfterDuration: { days: 365 } } },
 * });
 */
export function defineConfig(config: CliConfig): CliConfig {
  return config;
}
