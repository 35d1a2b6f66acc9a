import { type LogContext, leaveUnlogged, orderOnce, type StackedCommand } from '@tempest-ts/tempest/extend';

interface Passed {
  readonly input: object;
}

type Handler = (args: Passed) => Promise<unknown>;
type Stack = StackedCommand['middlewareStack'];

function unlogged(stack: Stack): void {
  const middleware = (next: Handler, context: LogContext): Handler => {
    leaveUnlogged(context);
    return next;
  };
  stack.add(middleware as never, { step: 'initialize' } as never); // it fits every operation
}

/** Where the SDK makes a request of the input: what comes before it may change the input. */
const SERIALIZER = 'serializerMiddleware';

function unasked(stack: Stack): void {
  unlogged(stack);
  const middleware =
    (next: Handler): Handler =>
    args =>
      next({ ...args, input: { ...args.input, ChecksumMode: undefined } });
  stack.addRelativeTo(middleware as never, { relation: 'before', toMiddleware: SERIALIZER } as never);
}

/** A command whose middleware is ordered once, and whose input and output nobody walks for a log that is not written. */
export const leanS3 = <C extends StackedCommand>(command: C): C => orderOnce(command, unlogged);

/** The same of a read whose bytes the caller has a checksum of: the SDK is not to ask for another and compute it too, which takes a fifth of a small read's time. */
export const leanRead = <C extends StackedCommand>(command: C): C => orderOnce(command, unasked);
