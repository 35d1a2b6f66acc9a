import { type RowKey, TempestError } from '@tempest-ts/tempest';
import { describeKey } from '@tempest-ts/tempest/extend';

/** An archived item was written by code with a newer `schemaVersion` than this code's. The `cause` of a `HydrationError`. */
export class NewerSchemaError extends TempestError {
  readonly code = 'NEWER_SCHEMA';
  readonly entity: string;
  readonly table: string;
  readonly key: RowKey;
  /** The version of the archived item. */
  readonly found: number;
  /** The newest version that this code declares. */
  readonly known: number;

  constructor(entity: string, table: string, key: RowKey, found: number, known: number) {
    super(
      `The archived ${entity} ${describeKey(key)} of table ${table} has schema version ${found}, and this code knows ${known} at most. ` +
        `Deploy the code that declares version ${found} to every reader before anything archives with it.`,
    );
    this.entity = entity;
    this.table = table;
    this.key = key;
    this.found = found;
    this.known = known;
  }
}

/** An upcaster threw, or left a row that cannot be. The `cause` of a `HydrationError`; nothing was changed. */
export class UpcastError extends TempestError {
  readonly code = 'UPCAST_FAILED';
  readonly entity: string;
  readonly table: string;
  readonly key: RowKey;
  /** The version that the upcaster starts from. */
  readonly from: number;

  constructor(entity: string, table: string, key: RowKey, from: number, why: string, cause?: unknown) {
    super(
      `The upcaster of ${entity} from schema version ${from} cannot be used on ${describeKey(key)} of table ${table}: ${why}. Correct \`upcast\` in its @HybridTable.`,
      cause === undefined ? {} : { cause },
    );
    this.entity = entity;
    this.table = table;
    this.key = key;
    this.from = from;
  }
}
