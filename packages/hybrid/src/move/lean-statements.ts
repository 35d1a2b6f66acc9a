import {
  type AttributeValue,
  BatchExecuteStatementCommand,
  type BatchExecuteStatementCommandInput,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { toBase64 } from '../body/base64.js';

/** What one middleware of the SDK passes to the next, as far as it is looked at. */
interface Passed {
  readonly input: BatchExecuteStatementCommandInput;
  request: { body?: unknown };
}

type Handler = (args: Passed) => Promise<never>;
type Place = Parameters<BatchExecuteStatementCommand['middlewareStack']['addRelativeTo']>[1];

/** The middleware of every version of the SDK that makes an HTTP request of the input. */
const SERIALIZER = 'serializerMiddleware';

/** Bytes as DynamoDB's JSON has them; everything else of an input has that form already. */
function withBase64(value: AttributeValue): unknown {
  if (value.B !== undefined) return { B: toBase64(value.B) };
  if (value.BS !== undefined) return { BS: value.BS.map(toBase64) };
  if (value.L !== undefined) return { L: value.L.map(withBase64) };
  if (value.M !== undefined) return { M: Object.fromEntries(Object.entries(value.M).map(([name, member]) => [name, withBase64(member)])) };
  return value;
}

function holdsBytes(value: AttributeValue): boolean {
  if (value.S !== undefined || value.N !== undefined) return false;
  if (value.B !== undefined || value.BS !== undefined) return true;
  if (value.L !== undefined) return value.L.some(holdsBytes);
  if (value.M === undefined) return false;
  for (const name in value.M) if (holdsBytes(value.M[name] as AttributeValue)) return true; // an own property of it
  return false;
}

/** The input as JSON. */
function bodyOf(input: BatchExecuteStatementCommandInput): string {
  const statements = input.Statements?.map(statement =>
    statement.Parameters?.some(holdsBytes) ? { ...statement, Parameters: statement.Parameters.map(withBase64) } : statement,
  );
  return JSON.stringify({ ...input, Statements: statements });
}

function addTo(command: BatchExecuteStatementCommand): BatchExecuteStatementCommand {
  let text = '';
  const empty =
    (next: Handler): Handler =>
    args => {
      text = bodyOf(args.input);
      return next({ ...args, input: { ...args.input, Statements: [] } });
    };
  const fill =
    (next: Handler): Handler =>
    args => {
      args.request.body = typeof args.request.body === 'string' ? text : Buffer.from(text);
      return next(args);
    };
  const place = (relation: 'before' | 'after'): Place => ({ relation, toMiddleware: SERIALIZER });
  command.middlewareStack.addRelativeTo(empty as never, place('before')); // the SDK's types of middleware have no name for what is passed
  command.middlewareStack.addRelativeTo(fill as never, place('after'));
  return command;
}

/** By client: whether its requests can be written here. */
const known = new WeakMap<object, boolean>();

/** A client of another make, or of a version of the SDK that calls its middleware something else, would throw at every request. */
function canWrite(client: DynamoDBClient): boolean {
  const before = known.get(client);
  if (before !== undefined) return before;
  let can = true;
  try {
    addTo(new BatchExecuteStatementCommand({ Statements: [] })).resolveMiddleware(client.middlewareStack, client.config, {});
  } catch {
    can = false;
  }
  known.set(client, can);
  return can;
}

/**
 * Has a batch of statements written by `JSON.stringify` alone: the SDK takes several times as long over it, value by value. What is sent says the same, and everything else about the
 * request is the SDK's own. What does not run middleware, such as a client whose `send` is mocked, is not changed by it.
 */
export function leanStatements(client: DynamoDBClient, command: BatchExecuteStatementCommand): BatchExecuteStatementCommand {
  return canWrite(client) ? addTo(command) : command;
}
