import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { ModuleRef, ModulesContainer } from '@nestjs/core';
import { type LogicalDb, repositoryEntities } from '@tempest-ts/hybrid';
import { checkAsyncOptions, checkConnectionOptions, checkModuleOptions } from './check-options.js';
import { OneOfEachName } from './one-of-each-name.js';
import type {
  TempestConnectionOptions,
  TempestDatabaseOptions,
  TempestModuleAsyncOptions,
  TempestModuleOptions,
  TempestOptionsFactory,
} from './options.js';
import { TempestConnection } from './tempest-connection.js';
import { TempestHealthIndicator } from './tempest-health-indicator.js';
import { DEFAULT_NAME, getConnectionToken, getDbToken, getRepositoryToken } from './tokens.js';

/** The token of the options, inside the module that has them. */
const OPTIONS = Symbol('the options of TempestModule');

function moduleOf({ database, name = DEFAULT_NAME, isGlobal = false }: TempestDatabaseOptions, given: readonly Provider[]): DynamicModule {
  const connection = getConnectionToken(name);
  const dbClass = database as new () => LogicalDb; // `LogicalDb.create()` says so where it is none
  const entities = repositoryEntities(dbClass);
  const ready: Provider[] = [
    { provide: getDbToken(name), useFactory: ({ db }: TempestConnection) => db, inject: [connection] },
    ...entities.map(entity => ({
      provide: getRepositoryToken(entity, name),
      useFactory: (db: LogicalDb) => db.repository(entity),
      inject: [getDbToken(name)], // not the connection: a test that overrides the database means its repositories too
    })),
    { provide: TempestHealthIndicator, useFactory: (modules: ModuleRef) => new TempestHealthIndicator(modules), inject: [ModuleRef] },
  ];
  const own: Provider[] = [
    ...given,
    {
      provide: connection,
      useFactory: (options: TempestConnectionOptions) => {
        checkConnectionOptions(options, name);
        return new TempestConnection(dbClass, options);
      },
      inject: [OPTIONS],
    },
    { provide: OneOfEachName, useFactory: (modules: ModulesContainer) => new OneOfEachName(modules, name), inject: [ModulesContainer] },
  ];
  return {
    module: TempestModule,
    global: isGlobal,
    providers: [...own, ...ready],
    exports: ready.map(provider => (provider as { provide: symbol }).provide),
  };
}

/** Where the options of `forRootAsync()` come from. */
function optionsProviders({ name = DEFAULT_NAME, useFactory, inject = [], useClass, useExisting }: TempestModuleAsyncOptions): Provider[] {
  if (useFactory) return [{ provide: OPTIONS, useFactory: useFactory as (...injected: unknown[]) => unknown, inject: [...inject] }];
  const maker = useExisting ?? useClass ?? OPTIONS; // one of them is given: `checkAsyncOptions`
  return [
    ...(useClass ? [{ provide: useClass, useClass }] : []),
    { provide: OPTIONS, useFactory: (factory: TempestOptionsFactory) => factory.createTempestOptions(name), inject: [maker] },
  ];
}

/**
 * A database as a Nest module. It provides the database (`@InjectDb()`), a repository for each entity that has exactly one inline view (`@InjectRepository()`),
 * and a `TempestHealthIndicator`. The clients that it makes are closed when the application has shut down; clients that it is given are not.
 */
export class TempestModule {
  /**
   * Sends nothing, here or when the application starts.
   *
   * @throws ConfigurationError, DeclarationError
   * @example
   * TempestModule.forRoot({ database: UserDatabase, isGlobal: true, hybrid: { s3Config: { bucketName: 'my-app-archive', region: 'us-west-2' } } })
   */
  static forRoot(options: TempestModuleOptions): DynamicModule {
    checkModuleOptions(options);
    return moduleOf(options, [
      { provide: OPTIONS, useValue: { dynamoDb: options.dynamoDb, options: options.options, hybrid: options.hybrid } },
    ]);
  }

  /**
   * As `forRoot()`, with options that need other providers, or time. The class of the database is said at once: what can be injected is known by it.
   *
   * @throws ConfigurationError, DeclarationError
   * @example
   * TempestModule.forRootAsync({
   *   database: UserDatabase,
   *   inject: [ConfigService],
   *   useFactory: (config: ConfigService) => ({ hybrid: { s3Config: { bucketName: config.getOrThrow('ARCHIVE_BUCKET') } } }),
   * })
   */
  static forRootAsync(options: TempestModuleAsyncOptions): DynamicModule {
    checkAsyncOptions(options);
    return { ...moduleOf(options, optionsProviders(options)), imports: options.imports ?? [] };
  }
}
Module({})(TempestModule); // by hand: Nest's decorators are of the older dialect only
