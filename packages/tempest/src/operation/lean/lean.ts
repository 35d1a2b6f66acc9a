import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { collectBody } from './collect-body.js';
import { orderOnce, type StackedCommand } from './ordered-stack.js';
import { parseOutput } from './parse-output.js';
import { isSilent } from './silent-logger.js';

/** What one middleware of the SDK passes to the next, as far as it is looked at. */
interface Passed {
  response: { readonly statusCode?: number; body?: unknown };
  output?: { $metadata?: unknown };
}

type Handler = (args: object) => Promise<Passed>;

/** Where the one middleware leaves to the other what it read, in what the SDK gives to all middleware of a request. */
const READ = Symbol('read');

interface Context {
  readonly logger?: Parameters<typeof isSilent>[0];
  inputFilterSensitiveLog?: unknown;
  outputFilterSensitiveLog?: unknown;
  [READ]?: object | undefined;
}

type Place = Parameters<QueryCommand['middlewareStack']['addRelativeTo']>[1];

/** A command of the SDK, whichever operation it is of: each has its own types of middleware. */
interface Command extends StackedCommand {
  readonly middlewareStack: { addRelativeTo(middleware: never, place: Place): void };
}

/** The middleware of every version of the SDK that makes an output of the HTTP response. */
const DESERIALIZER = 'deserializerMiddleware';

/** What the SDK is given to deserialise in the place of a body that was read here. */
const NOTHING = new TextEncoder().encode('{}');

const asItIs = (value: unknown): unknown => value;

function addTo(command: Command, decodeBytes: (base64: string) => Uint8Array): void {
  const answer = (next: Handler, context: Context): Handler => {
    // The SDK walks input and output for secrets, for its logger: a third of a request's time, where the logger writes nothing
    if (isSilent(context.logger)) {
      context.inputFilterSensitiveLog = asItIs;
      context.outputFilterSensitiveLog = asItIs;
    }
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
  command.middlewareStack.addRelativeTo(answer as never, { relation: 'before', toMiddleware: DESERIALIZER }); // they fit every operation
  command.middlewareStack.addRelativeTo(readBody as never, { relation: 'after', toMiddleware: DESERIALIZER });
}

/** By client: how it decodes base64; `undefined`: its requests are sent as they are. */
const decoders = new WeakMap<object, ((base64: string) => Uint8Array) | undefined>();

/** A client of another make, or of a version of the SDK that calls its middleware something else, would throw at every request. */
function decoderOf(client: DynamoDBClient): ((base64: string) => Uint8Array) | undefined {
  if (decoders.has(client)) return decoders.get(client);
  let decoder: ((base64: string) => Uint8Array) | undefined;
  try {
    const { middlewareStack, config } = client;
    const query = new QueryCommand({ TableName: 'none' });
    addTo(query, config.base64Decoder);
    query.resolveMiddleware(middlewareStack, config, {});
    decoder = config.base64Decoder;
  } catch {
    decoder = undefined;
  }
  decoders.set(client, decoder);
  return decoder;
}

/**
 * Has a command's answer read by `JSON.parse` alone, and nothing walked for a log that nobody writes: otherwise the SDK takes longer over it than everything else
 * together. The output is the one that the SDK would give; errors, retries, metadata and other middleware are the SDK's own, as is an answer that cannot be read. What does
 * not run middleware, such as a client whose `send` is mocked, is not changed by it.
 */
export function lean<C extends Command>(client: DynamoDBClient, command: C): C {
  const decodeBytes = decoderOf(client);
  return decodeBytes ? orderOnce(command, () => addTo(command, decodeBytes)) : command;
}
