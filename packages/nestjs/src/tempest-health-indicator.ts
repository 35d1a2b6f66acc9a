import type { ModuleRef } from '@nestjs/core';
import { ConfigurationError, type Duration, type HybridOperations, type LogicalDb, type StoreName, TempestError } from '@tempest-ts/hybrid';
import { DEFAULT_NAME, getDbToken } from './tokens.js';

/** Options of a check. */
export interface HealthCheckOptions {
  /** The database's name, where the application has several. Default: `'default'`. */
  readonly name?: string | undefined;
  /** Milliseconds after which the database counts as down. Default: 1,000. */
  readonly timeoutMs?: number | undefined;
  /**
   * Of a database with tiers: the stores without which it counts as down. Default: `['dynamodb']`. Where S3 alone does not answer it is up, and the result says so: were every process
   * taken out of service for that, nobody could read what is not archived either.
   */
  readonly required?: readonly StoreName[] | undefined;
  /** Of a database with tiers: from 0 to 1; down where more of the archived items of the last minutes could not be read. Default: not looked at. */
  readonly maxErrorRate?: number | undefined;
  /** Of a database with tiers: down where an item has been old enough for longer than this. Default: not looked at. */
  readonly maxOverdue?: Duration | undefined;
}

type Limits = Pick<HealthCheckOptions, 'required' | 'maxErrorRate' | 'maxOverdue'>;

/** A database that tells how it is, as those with tiers do. */
type SelfAware = Pick<HybridOperations, 'health'>;

const isSelfAware = (db: object): db is SelfAware => typeof (db as Partial<SelfAware>).health === 'function';

/** What a check found, as `@nestjs/terminus` takes it. */
export interface HealthState {
  readonly status: 'up' | 'down';
  /** Where it is down, or up with a problem: the problem's code, as `health()` of the database has it; without tiers the error's code, or `'missing-table'` or `'table-status'`. */
  readonly code?: string;
  readonly message?: string;
}

/** A check's state by the key that it was given. */
export type HealthResult<Key extends string = string> = Record<Key, HealthState & Record<string, unknown>>;

const DEFAULT_TIMEOUT_MS = 1_000;
/** Differences that are no reason to send no traffic to a process: only a table that is missing, or not there for requests, is. */
const TOLERATED = [
  'key',
  'key-type',
  'missing-index',
  'extra-index',
  'index-scope',
  'index-projection',
  'index-status',
  'time-to-live',
  'billing-mode',
  'pointer-not-projected',
] as const;

/**
 * Tells `@nestjs/terminus` how a database is. `TempestModule` provides it. It asks the database's own `health()` where it has one; else
 * DynamoDB for the database's tables (dynamodb:DescribeTable), which costs no capacity.
 *
 * @example
 * @Get('healthz') @HealthCheck()
 * healthz() { return this.health.check([() => this.tempest.check('tempest')]); }
 */
export class TempestHealthIndicator {
  readonly #modules: ModuleRef;

  constructor(modules: ModuleRef) {
    this.#modules = modules;
  }

  /**
   * Never throws for a database that is down: the result says so.
   *
   * @param key what the result is listed under
   * @throws ConfigurationError where there is no database of that name
   */
  async check<Key extends string>(key: Key, options: HealthCheckOptions = {}): Promise<HealthResult<Key>> {
    const { name = DEFAULT_NAME, timeoutMs = DEFAULT_TIMEOUT_MS, ...limits } = options;
    const db = this.#db(name);
    return { [key]: await (isSelfAware(db) ? this.#ownState(db, timeoutMs, limits) : this.#stateOf(db, timeoutMs)) } as HealthResult<Key>; // its one key
  }

  #db(name: string): LogicalDb {
    try {
      return this.#modules.get<LogicalDb>(getDbToken(name), { strict: false });
    } catch (cause) {
      const message = `TempestHealthIndicator: there is no database named '${name}'. Use the \`name\` that TempestModule was given.`;
      throw new ConfigurationError(message, { cause });
    }
  }

  async #ownState(db: SelfAware, timeoutMs: number, limits: Limits): Promise<HealthState> {
    const { status, problems } = await db.health({ timeoutMs, ...limits });
    const [first] = problems;
    // Thresholds are only looked at where somebody has set one here.
    const exceeded = problems.find(({ code }) => code === 'hydration-failures' || code === 'archive-overdue');
    if (status === 'unhealthy' || exceeded) return { status: 'down', ...(status === 'unhealthy' ? first : exceeded) };
    return { status: 'up', ...first };
  }

  async #stateOf(db: LogicalDb, timeoutMs: number): Promise<HealthState> {
    try {
      const [missing] = await db.validate({ ignore: TOLERATED, timeoutMs });
      return missing ? { status: 'down', code: missing.kind, message: missing.message } : { status: 'up' };
    } catch (error) {
      if (error instanceof ConfigurationError || !(error instanceof TempestError)) throw error;
      return { status: 'down', code: error.code, message: error.message };
    }
  }
}
