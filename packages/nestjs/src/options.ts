import type { DynamoDBClient, DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { InjectionToken, ModuleMetadata, OptionalFactoryDependency, Type } from '@nestjs/common';
import type { AnyLogicalDb, HybridConfig, LogicalDbOptions } from '@tempest-ts/hybrid';

/** How a database is reached. */
export interface TempestConnectionOptions {
  /**
   * A client, which stays yours: it is not closed with the application. Or the settings of one that the module makes, and closes. Default: a client of the
   * module's own, which finds region and credentials as the AWS SDK does.
   */
  readonly dynamoDb?: DynamoDBClient | DynamoDBClientConfig | undefined;
  /** Options of `LogicalDb.create()`: `tableNameResolver`, `clock`, `events`, `logger`. */
  readonly options?: LogicalDbOptions | undefined;
  /** The config of `HybridLogicalDb.create()`. Default: none, and the database is a `LogicalDb` whose items all stay in DynamoDB. */
  readonly hybrid?: HybridConfig | undefined;
}

/** What is known of a database before the application starts. */
export interface TempestDatabaseOptions {
  /** The database's class. */
  readonly database: new () => AnyLogicalDb;
  /** Tells the databases of one application apart: `@InjectDb('orders')`, `@InjectRepository(Order, 'orders')`. Default: `'default'`. */
  readonly name?: string | undefined;
  /** Whether every module may inject the database and its repositories without importing this one. Default: false. */
  readonly isGlobal?: boolean | undefined;
}

/** Options of `TempestModule.forRoot()`. */
export interface TempestModuleOptions extends TempestDatabaseOptions, TempestConnectionOptions {}

/** A class that says how a database is reached: a provider, which may have others injected itself. */
export interface TempestOptionsFactory {
  /** @param name of the database that is asked for */
  createTempestOptions(name: string): TempestConnectionOptions | Promise<TempestConnectionOptions>;
}

/** Options of `TempestModule.forRootAsync()`: one of `useFactory`, `useClass` and `useExisting`. */
export interface TempestModuleAsyncOptions extends TempestDatabaseOptions {
  /** Modules whose providers `inject`, `useClass` or `useExisting` need. */
  readonly imports?: ModuleMetadata['imports'];
  readonly useFactory?: ((...injected: never[]) => TempestConnectionOptions | Promise<TempestConnectionOptions>) | undefined;
  /** What `useFactory` is given, in its order. */
  readonly inject?: readonly (InjectionToken | OptionalFactoryDependency)[] | undefined;
  /** A class that the module makes an object of. */
  readonly useClass?: Type<TempestOptionsFactory> | undefined;
  /** The token of a provider of one of `imports`. */
  readonly useExisting?: InjectionToken<TempestOptionsFactory> | undefined;
}
