import { ItemTooLargeError, type Outcome, RequestError, type TempestError } from '../errors.js';

/** What was sent, for the message. */
export interface RequestDescription {
  readonly operation: string;
  readonly table: string;
  readonly writes: boolean;
}

const THROTTLES = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
]);
const DENIALS = new Set([
  'AccessDeniedException',
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'ExpiredTokenException',
  'MissingAuthenticationTokenException',
  'IncompleteSignatureException',
  'CredentialsProviderError',
]);

/** What the SDK says of the tries that it made. */
interface SdkError {
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
}

/** Whether the SDK sent the request more than once: the answer of an earlier try may have been lost after it took effect. */
export function wasRetried(error: SdkError): boolean {
  return (error.$metadata?.attempts ?? 1) > 1;
}

/** Whether DynamoDB answered, and with a refusal: it did nothing then. A lost answer or a server's fault says nothing of that kind. */
function wasRefused(error: SdkError): boolean {
  const status = error.$metadata?.httpStatusCode;
  return status !== undefined && status >= 400 && status < 500 && !wasRetried(error);
}

/** What every try of a request would have met: these say that no earlier one took effect either. */
const LASTING = new Set(['ResourceNotFoundException', 'ValidationException', 'AccessDeniedException', 'CredentialsProviderError']);

/** The SDK's messages end in a full stop, or do not. */
const stripDot = (message: string): string => message.replace(/\.$/, '');

/** The library's error for one that the SDK threw. */
export function requestError(cause: unknown, { operation, table, writes }: RequestDescription): TempestError {
  const error = cause instanceof Error ? cause : new Error(String(cause));
  // Whether an update fits depends on the item: an earlier send of it may have made the item too large for this one.
  const isResentUpdate = operation === 'UpdateItem' && wasRetried(error as SdkError);
  const isLasting = LASTING.has(error.name) && !(isResentUpdate && error.name === 'ValidationException');
  const outcome: Outcome = writes && !wasRefused(error as SdkError) && !isLasting ? 'unknown' : 'not-applied';
  const make = (code: RequestError['code'], message: string): RequestError =>
    new RequestError(code, message, operation, table, outcome, { cause });
  const known =
    outcome === 'unknown'
      ? ' The answer was lost, or that of an earlier try: the write may have taken effect. Read before you write again.'
      : '';
  if (error.name === 'AbortError') return make('ABORTED', `${operation} on table ${table} was aborted.${known}`);
  if (error.name === 'ResourceNotFoundException') {
    return make(
      'TABLE_NOT_FOUND',
      `There is no table ${table}, or no such index of it, in this account, region and endpoint. Create it, or correct \`name\` or the tableNameResolver.`,
    );
  }
  if (DENIALS.has(error.name))
    return make(
      'ACCESS_DENIED',
      `DynamoDB refused ${operation} on table ${table}: ${stripDot(error.message)}. Grant dynamodb:${operation}, or check the credentials.`,
    );
  if (THROTTLES.has(error.name))
    return make(
      'THROTTLED',
      `DynamoDB throttled ${operation} on table ${table} after all retries: ${stripDot(error.message)}.${known} Send less, or raise the capacity.`,
    );
  if (error.name === 'ValidationException' && !isResentUpdate && /item size|(?<!expression )size has exceeded/i.test(error.message)) {
    return new ItemTooLargeError(
      `The item is larger than DynamoDB's 400 KB (table ${table}): nothing was written. Split it, or move its largest attribute out.`,
      table,
      { cause },
    );
  }
  if (error.name === 'ValidationException' && /does not match the schema|type mismatch for (index )?key/i.test(error.message)) {
    return make(
      'REQUEST_FAILED',
      `A key of table ${table} has another type than the value given (${operation}): ${stripDot(error.message)}. Give the property that type, or correct the value.`,
    );
  }
  return make('REQUEST_FAILED', `${operation} on table ${table} failed: ${error.name}: ${stripDot(error.message)}.${known}`);
}
