import type { ConsumedCapacity, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { RequestError, TempestError } from '../errors.js';
import type { CapacityRecorder } from './capacity-meter.js';
import { guarded } from './guarded.js';
import type { Observer } from './observer.js';
import { type RequestDescription, requestError } from './request-error.js';

/** What requests are sent with. */
export interface Wire {
  readonly client: DynamoDBClient;
  /** `undefined`: nobody listens. */
  readonly observer: Observer | undefined;
  /** Is told what each request consumes whose call names no other recorder. */
  readonly capacity?: CapacityRecorder | undefined;
}

/** What every request of one call has in common. */
export interface CallScope {
  readonly signal?: AbortSignal | undefined;
  readonly capacity?: CapacityRecorder | undefined;
}

interface SentRequest extends RequestDescription, CallScope {
  /** The view's name, where the request is of one. */
  readonly view?: string | undefined;
}

interface SendOptions {
  readonly abortSignal?: AbortSignal;
}

/** What is looked at of any answer. */
interface Answer {
  readonly $metadata?: { readonly attempts?: number | undefined };
  readonly ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] | undefined;
  readonly Item?: object | undefined;
  readonly Items?: readonly object[] | undefined;
  readonly Count?: number | undefined;
  readonly Responses?: readonly object[] | Readonly<Record<string, readonly object[]>> | undefined;
}

/** Those that consume capacity and say how much. */
const METERED: ReadonlySet<string> = new Set([
  'GetItem',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'Query',
  'Scan',
  'BatchGetItem',
  'BatchWriteItem',
  'BatchExecuteStatement',
  'TransactGetItems',
  'TransactWriteItems',
]);

function itemCountOf({ Item, Items, Count, Responses }: Answer, operation: string): number | undefined {
  if (operation === 'GetItem') return Item ? 1 : 0;
  if (Responses)
    return Object.values(Responses).reduce((sum, each) => sum + (Array.isArray(each) ? each.length : 'Item' in each ? 1 : 0), 0);
  return Items?.length ?? Count;
}

/** The tables of a description, which names several as a person would. */
const tablesOf = ({ table }: RequestDescription): readonly string[] => table.split(', ');

const failure = (cause: unknown, request: RequestDescription): TempestError =>
  cause instanceof TempestError ? cause : requestError(cause, request);

/**
 * Sends one request, and tells whoever wants to know of it; what the SDK throws becomes an error of the library, with the SDK's as `cause`.
 *
 * @param run sends the input, which may have been completed
 */
export async function send<Input extends object, Output extends Answer>(
  wire: Omit<Wire, 'client'>,
  request: SentRequest,
  input: Input,
  run: (input: Input, options: SendOptions) => Promise<Output>,
): Promise<Output> {
  const { signal, capacity = wire.capacity } = request;
  if (signal?.aborted) {
    const { operation, table } = request;
    const message = `${operation} on table ${table} was aborted before it was sent.`;
    throw new RequestError('ABORTED', message, operation, table, 'not-applied', { cause: signal.reason });
  }
  const options = signal ? { abortSignal: signal } : {};
  if (wire.observer || capacity) return sendObserved({ observer: wire.observer, capacity }, request, input, sent => run(sent, options));
  try {
    return await run(input, options);
  } catch (cause) {
    throw failure(cause, request);
  }
}

async function sendObserved<Input extends object, Output extends Answer>(
  { observer, capacity }: Omit<Wire, 'client'>,
  request: SentRequest,
  input: Input,
  run: (input: Input) => Promise<Output>,
): Promise<Output> {
  const { operation } = request;
  const isMetered = METERED.has(operation);
  const began = performance.now();
  const report = (answer: Answer, error?: TempestError): void => {
    const { ConsumedCapacity: consumed = [] } = answer;
    const consumedCapacity = Array.isArray(consumed) ? consumed : [consumed];
    if (capacity && isMetered && !error)
      guarded(
        () => capacity.record(consumedCapacity, request.writes),
        () => undefined,
      );
    observer?.requested({
      kind: 'dynamodb',
      operation,
      tables: tablesOf(request),
      view: request.view,
      latencyMs: performance.now() - began,
      attempts: answer.$metadata?.attempts,
      itemCount: error || request.writes ? undefined : itemCountOf(answer, operation),
      consumedCapacity,
      error,
    });
  };
  try {
    const answer = await run(isMetered ? { ...input, ReturnConsumedCapacity: 'INDEXES' } : input);
    report(answer);
    return answer;
  } catch (cause) {
    const error = failure(cause, request);
    report({ ...((cause as Answer | undefined)?.$metadata && { $metadata: (cause as Answer).$metadata }) }, error); // the SDK's errors have it too
    throw error;
  }
}
