import { describeKey } from '../codec/describe-key.js';
import { ItemTooLargeError, type Outcome, RequestError, type RowKey, type TempestError } from '../errors.js';

/** What was sent, for the message. */
export interface RequestDescription {
  readonly operation: string;
  readonly table: string;
  readonly writes: boolean;
  /** The one item that it writes. */
  readonly item?: { readonly entity: string; readonly key: RowKey } | undefined;
}

const THROTTLES = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
]);
/** A transaction, or another region's write to a global table, had the item at that moment. The SDK sends none of the first again. */
const CONFLICTS = new Set(['TransactionConflictException', 'ReplicatedWriteConflictException']);
/** An earlier send of the same transaction, or another's with the same token, is being executed: nothing is known but that. */
const IN_PROGRESS = 'TransactionInProgressException';
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
function wasRefused(error: Error & SdkError): boolean {
  const status = error.$metadata?.httpStatusCode;
  return status !== undefined && status >= 400 && status < 500 && !wasRetried(error) && error.name !== IN_PROGRESS;
}

/** What every try of a request would have met: these say that no earlier one took effect either. */
const LASTING = new Set(['ResourceNotFoundException', 'ValidationException', 'AccessDeniedException', 'CredentialsProviderError']);

/** Nothing is sent by a client that does not know where to: the SDK has no name for this error. */
const NO_REGION = /^Region is missing/;

/** The SDK's messages end in a full stop, or do not. */
const stripDot = (message: string): string => message.replace(/\.$/, '');

/** The permissions of operations that have none of their own name (developer guide, "Using IAM with DynamoDB transactions", "IAM security policies with PartiQL"). */
const PERMISSIONS: Readonly<Record<string, string>> = {
  BatchExecuteStatement: 'dynamodb:PartiQLUpdate',
  TransactGetItems: 'dynamodb:GetItem',
  TransactWriteItems: 'dynamodb:PutItem, UpdateItem, DeleteItem and ConditionCheckItem, as the transaction uses them',
};

/** What to do about a refusal of the caller's credentials. */
function deniedRemedy(name: string, operation: string): string {
  if (name === 'AccessDeniedException') return `Grant ${PERMISSIONS[operation] ?? `dynamodb:${operation}`}, or check the credentials.`;
  return name === 'ExpiredTokenException'
    ? "The session's credentials have expired: give the client a provider that renews them, or new ones."
    : "Nobody was recognised by that request: check the credentials of the client, its region and the machine's clock.";
}

/** What to do about requests that DynamoDB finds invalid, by its words for them. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /does not match (the )?schema|type mismatch for (index )?key/i,
    'A key has another type in the table. Correct the value; or, where the table was created for strings, as it is unless the key says otherwise, declare `@Attribute({ type: Number })` and create the table, or index, anew.',
  ],
  [
    /document path .* invalid for update/i,
    'What the path leads through is not stored: set the map or list around it first, or as a whole.',
  ],
  [
    /incorrect data type|requires two list operands|incorrect operand type/i,
    'An attribute is stored as another type than the change is for: add() wants a number or a set, append() a list. Set it as a whole, on a condition.',
  ],
  [
    /4\s?MB|payload .* too large|aggregate size/i,
    'A transaction holds at most 4 MB of items: split it, or use batchLoad() or batchWrite(), which are not atomic.',
  ],
  [/starting key/i, 'The page offset does not fit the query: pass `page.offset` unchanged, to the same view with the same condition.'],
  [/ExpressionAttributeValues exceeds/i, 'The values of an expression have 2 MB at most: ask with smaller ones.'],
];

const remedyOf = (message: string): string => {
  const found = REMEDIES.find(([words]) => words.test(message));
  return found ? ` ${found[1]}` : '';
};

/** The library's error for one that the SDK threw. */
export function requestError(cause: unknown, { operation, table, writes, item }: RequestDescription): TempestError {
  const error = cause instanceof Error ? cause : new Error(String(cause));
  // Whether an update fits depends on the item: an earlier send of it may have made the item too large for this one.
  const isResentUpdate = operation === 'UpdateItem' && wasRetried(error as SdkError);
  const hasNoRegion = NO_REGION.test(error.message);
  const isLasting = hasNoRegion || (LASTING.has(error.name) && !(isResentUpdate && error.name === 'ValidationException'));
  const outcome: Outcome = writes && !wasRefused(error) && !isLasting ? 'unknown' : 'not-applied';
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
      `DynamoDB refused ${operation} on table ${table}: ${stripDot(error.message)}. ${deniedRemedy(error.name, operation)}`,
    );
  if (THROTTLES.has(error.name))
    return make(
      'THROTTLED',
      `DynamoDB throttled ${operation} on table ${table} after all retries: ${stripDot(error.message)}.${known} Send less, or raise the capacity.`,
    );
  if (CONFLICTS.has(error.name))
    return make(
      'WRITE_CONFLICT',
      `Another transaction or region was writing the same item when ${operation} on table ${table} arrived: ${outcome === 'unknown' ? `the last send wrote nothing.${known}` : 'nothing was written.'} Send it again in a moment.`,
    );
  if (error.name === 'ValidationException' && !isResentUpdate && /item size|(?<!expression )size has exceeded/i.test(error.message)) {
    return new ItemTooLargeError(
      `${item ? `The ${item.entity} ${describeKey(item.key)}` : 'An item'} is larger than DynamoDB's 400 KB (table ${table}): nothing was written. Split it, or move its largest attribute out.`,
      table,
      item,
      { cause },
    );
  }
  const refused = error.name === 'ValidationException' ? remedyOf(error.message) : '';
  const remedy = hasNoRegion ? ' Give the DynamoDB client a `region`, or its process the variable AWS_REGION.' : refused;
  return make('REQUEST_FAILED', `${operation} on table ${table} failed: ${error.name}: ${stripDot(error.message)}.${remedy}${known}`);
}
