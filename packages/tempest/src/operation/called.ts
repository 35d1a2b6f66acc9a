import type { ViewSchema } from '../metadata/table-schema.js';
import { type CallOptions, withTimeout } from './call-options.js';
import type { OptionNames } from './check-call-options.js';
import type { Observer } from './observer.js';
import type { OperationEnd, OperationStart } from './operation-event.js';

/** What is called, and of which view; of a database itself where there is none. */
interface Called {
  readonly operation: string;
  readonly schema?: ViewSchema | undefined;
}

/** What is told of a call that begins. */
export function startOf({ operation, schema }: Called): OperationStart {
  return { kind: 'call', operation, table: schema?.table.tableName, view: schema?.name };
}

/** Makes a call that is followed from its beginning to its end. */
export async function followed<T>(
  observer: Observer,
  start: OperationStart,
  call: () => Promise<T>,
  countsOf?: (result: T) => OperationEnd['counts'],
): Promise<T> {
  const operation = observer.begin(start);
  try {
    const result = await operation.within(call);
    operation.end(undefined, countsOf?.(result));
    return result;
  } catch (error) {
    operation.end(error);
    throw error;
  }
}

/**
 * Makes a call as `withTimeout` does, and tells whoever follows operations. Where nobody does it costs a look.
 *
 * @throws ConfigurationError; RequestError with the code `TIMED_OUT`
 */
export function called<Options extends CallOptions, T>(
  { observer }: { readonly observer: Observer | undefined },
  operation: string,
  schema: ViewSchema | undefined,
  options: Options | undefined,
  call: (options: Options | undefined) => Promise<T>,
  names: OptionNames<Options>,
): Promise<T> {
  if (!observer?.followsCalls) return withTimeout(options, call, names);
  return followed(observer, startOf({ operation, schema }), () => withTimeout(options, call, names));
}
