import type {
  DeleteItemCommandInput,
  GetItemCommandInput,
  PutItemCommandInput,
  QueryCommandInput,
  ScanCommandInput,
  UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { ConditionInput } from '../expression/typed/condition-types.js';
import type { UpdateCallback } from '../expression/typed/update-types.js';
import type { CountOptions } from '../operation/count/count-input.js';
import type { DeleteOptions } from '../operation/delete/delete-input.js';
import type { LoadOptions } from '../operation/load/load-input.js';
import type { QueryOptions } from '../operation/query/query-input.js';
import type { SaveOptions } from '../operation/save/save-input.js';
import type { ScanOptions } from '../operation/scan/scan-input.js';
import type { UpdateOptions } from '../operation/update/update-input.js';
import type { Fields, KeyOf } from './item-types.js';
import type { ConditionOf } from './view-types.js';

/**
 * The SDK's inputs of a view's reads, as its methods of the same names would first send them, before any `changeInput`. They send nothing, and refuse what those methods
 * refuse. To send one, changed or not, pass it to the method: what comes back is read as ever then, archived items too.
 *
 * @example
 * const input = db.users.sessions.inputs.query(condition, { pageSize: 20 });
 * const page = await db.users.sessions.query(condition, { changeInput: () => ({ ...input, Select: 'ALL_ATTRIBUTES' }) });
 */
export interface ReadableInputs<
  E extends object,
  P extends keyof E & string,
  S extends keyof E & string = never,
  Queried extends keyof E & string = P | S,
> {
  query(condition: ConditionOf<E, P, S>, options?: QueryOptions<ConditionInput<E, Queried>>): QueryCommandInput;
  scan(options?: ScanOptions<ConditionInput<E>>): ScanCommandInput;
  count(condition: ConditionOf<E, P, S>, options?: CountOptions<ConditionInput<E, Queried>>): QueryCommandInput;
}

/** The same of an inline view, with its loads and writes. */
export interface InlineInputs<E extends object, P extends keyof E & string, S extends keyof E & string = never>
  extends ReadableInputs<E, P, S> {
  load(key: KeyOf<E, P, S>, options?: LoadOptions): GetItemCommandInput;
  /** Of a class with generated dates, with those of now. An item's schema, where its class has one, is not asked. */
  save(item: Fields<E>, options?: SaveOptions<ConditionInput<E>>): PutItemCommandInput;
  update(key: KeyOf<E, P, S>, changes: UpdateCallback<E, P | S>, options?: UpdateOptions<ConditionInput<E>>): UpdateItemCommandInput;
  delete(item: KeyOf<E, P, S> & Partial<Fields<E>>, options?: DeleteOptions<ConditionInput<E>>): DeleteItemCommandInput;
  deleteKey(key: KeyOf<E, P, S>, options?: DeleteOptions<ConditionInput<E>>): DeleteItemCommandInput;
}
