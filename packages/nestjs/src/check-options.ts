import { ConfigurationError } from '@tempest-ts/hybrid';
import type { TempestConnectionOptions, TempestDatabaseOptions, TempestModuleAsyncOptions } from './options.js';
import { checkName } from './tokens.js';

const CONNECTION = ['dynamoDb', 'options', 'hybrid'];
const DATABASE = ['database', 'name', 'isGlobal'];
const SOURCES = ['useFactory', 'useClass', 'useExisting'] as const;

function checkNames(caller: string, given: object, known: readonly string[]): void {
  const unknown = Object.keys(given).find(name => !known.includes(name));
  if (unknown === undefined) return;
  const hint = caller.includes('Async') && CONNECTION.includes(unknown) ? ' What `useFactory` returns has it.' : '';
  throw new ConfigurationError(`${caller} has no option \`${unknown}\`. It has ${known.join(', ')}.${hint}`);
}

function checkDatabase(caller: string, { database, name, isGlobal }: TempestDatabaseOptions): void {
  if (typeof database !== 'function') {
    const hint = database === undefined ? '' : ' Pass the class itself, not an object of it.';
    throw new ConfigurationError(`${caller} needs the database's class: { database: UserDatabase }.${hint}`);
  }
  if (name !== undefined) checkName(name, caller);
  if (isGlobal !== undefined && typeof isGlobal !== 'boolean') throw new ConfigurationError(`${caller}: \`isGlobal\` is true or false.`);
}

function checkObject(caller: string, given: unknown): asserts given is object {
  if (typeof given !== 'object' || given === null)
    throw new ConfigurationError(`${caller} takes an object: { database: UserDatabase, hybrid: { s3Config: { bucketName } } }.`);
}

/** @throws ConfigurationError */
export function checkModuleOptions(options: TempestDatabaseOptions): void {
  const caller = 'TempestModule.forRoot()';
  checkObject(caller, options);
  checkNames(caller, options, [...DATABASE, ...CONNECTION]);
  checkDatabase(caller, options);
}

/** @throws ConfigurationError */
export function checkAsyncOptions(options: TempestModuleAsyncOptions): void {
  const caller = 'TempestModule.forRootAsync()';
  checkObject(caller, options);
  checkNames(caller, options, [...DATABASE, 'imports', 'inject', ...SOURCES]);
  checkDatabase(caller, options);
  const given = SOURCES.filter(source => options[source] !== undefined);
  if (given.length !== 1) {
    const have = given.length === 0 ? 'none of them' : given.join(' and ');
    throw new ConfigurationError(`${caller} takes exactly one of ${SOURCES.join(', ')}, and was given ${have}.`);
  }
  if (options.inject !== undefined && options.useFactory === undefined)
    throw new ConfigurationError(`${caller}: \`inject\` is what \`useFactory\` is given. A class has its own constructor for that.`);
}

/**
 * Checks what a factory returned.
 *
 * @throws ConfigurationError
 */
export function checkConnectionOptions(options: TempestConnectionOptions, name: string): void {
  if (typeof options !== 'object' || options === null) {
    const message = `The options of the database '${name}' are an object: { dynamoDb, options, hybrid }, and \`useFactory\` or createTempestOptions() gave ${String(options)}.`;
    throw new ConfigurationError(message);
  }
  checkNames(`The database '${name}'`, options, CONNECTION);
}
