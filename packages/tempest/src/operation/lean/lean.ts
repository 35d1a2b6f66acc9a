import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { collectBody } from './collect-body.js';
import { orderOnce, type StackedCommand } from './ordered-stack.js';
import { parseOutput } from './parse-output.js';
import { type LogContext, leaveUnlogged } from './silent-logger.js';

/** What one middleware of the SDK passes to the next, as far as it is looked at. */
interface Passed {
  response: { readonly statusCode?: number; body?: unknown };
  output?: { $metadata?: unknown };
}

type Handler = (args: object) => Promise<Passed>;

/** Where the one middleware leaves to the other what it read, in what the SDK gives to all middleware of a request. */
const READ = Symbol('read');

interface Context extends LogContext {
  [READ]?: object | undefined;
}

/** The middleware of every version of the SDK that makes an output of the HTTP response. */
const DESERIALIZER = 'deserializerMiddleware';

/** What the SDK is given to deserialise in the place of a body that was read here. */
const NOTHING = new TextEncoder().encode('{}');

/** Adds the middleware that reads answers. */
const answersRead =
  (decodeBytes: (base64: string) => Uint8Array) =>
  (stack: StackedCommand['middlewareStack']): void => {
    const answer = (next: Handler, context: Context): Handler => {
      leaveUnlogged(context);
      return async args => {
        const passed = await next(args);
        const read = context[READ];
        if (read) passed.output = Object.assign(read, { $metadata: passed.output?.$metadata });
        return passed;
      };
    };
    const readBody =
      (next: Handler, context: Context): Handler =>
      async args => {
        context[READ] = undefined; // this may be another attempt
        const passed = await next(args);
        const { response } = passed;
        if (response.statusCode !== 200) return passed;
        const bytes = await collectBody(response);
        const read = bytes && parseOutput(bytes, decodeBytes);
        context[READ] = read;
        if (read) response.body = NOTHING;
        return passed;
      };
    stack.addRelativeTo(answer as never, { relation: 'before', toMiddleware: DESERIALIZER } as never); // they fit every operation
    stack.addRelativeTo(readBody as never, { relation: 'after', toMiddleware: DESERIALIZER } as never);
  };

/** By client: what completes its commands; `undefined`: they are sent as they are. */
const completions = new WeakMap<object, ReturnType<typeof answersRead> | undefined>();

/** A client of another make, or of a version of the SDK that calls its middleware something else, would throw at every request. */
function completionOf(client: DynamoDBClient): ReturnType<typeof answersRead> | undefined {
  if (completions.has(client)) return completions.get(client);
  let complete: ReturnType<typeof answersRead> | undefined;
  try {
    const { middlewareStack, config } = client;
    const query = new QueryCommand({ TableName: 'none' });
    complete = answersRead(config.base64Decoder);
    complete(query.middlewareStack);
    query.resolveMiddleware(middlewareStack, config, {});
  } catch {
    complete = undefined;
  }
  completions.set(client, complete);
  return complete;
}

/**
 * Has a command's answer read by `JSON.parse` alone, and nothing walked for a log that nobody writes: otherwise the SDK takes longer over it than everything else
 * together. The output is the one that the SDK would give; errors, retries, metadata and other middleware are the SDK's own, as is an answer that cannot be read. What does
 * not run middleware, such as a client whose `send` is mocked, is not changed by it.
 */
export function lean<C extends StackedCommand>(client: DynamoDBClient, command: C): C {
  const complete = completionOf(client);
  return complete ? orderOnce(command, complete) : command;
}
