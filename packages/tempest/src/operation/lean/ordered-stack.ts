/** Middleware as the SDK composes it, whatever the operation. */
type Handler = (args: never) => Promise<unknown>;
type Middleware = (next: Handler, context: object) => Handler;

/** Where one stands. */
interface Placing {
  readonly step?: string;
  readonly priority?: string;
  readonly relation?: string;
  readonly toMiddleware?: string;
}

type Add = (middleware: Middleware, placing: Placing) => void;

/** What takes the entries of a stack. */
interface Target {
  readonly add: Add;
  readonly addRelativeTo: Add;
}

/** What is needed of the SDK's `MiddlewareStack`. */
interface Stack extends Target {
  applyToStack(target: Target): void;
  concat(other: Stack): Stack;
  resolve(handler: Handler, context: object): Handler;
  identifyOnResolve?(): boolean;
}

/** A command of the SDK, as far as its middleware is concerned. */
export interface StackedCommand {
  readonly middlewareStack: object;
  resolveMiddleware(stack: never, config: never, options: never): unknown;
}

interface Entry {
  readonly middleware: Middleware;
  readonly placing: Placing;
}

/** The order in which a client's requests of one operation run their middleware. */
interface Order {
  readonly config: object;
  readonly concat: Stack['concat'];
  /** The client's own middleware when it was ordered. */
  readonly entries: readonly Entry[];
  /** Of the client and of the command, the outermost first. */
  readonly middleware: readonly Middleware[];
}

function entriesOf(stack: Stack): readonly Entry[] {
  const entries: Entry[] = [];
  const add: Add = (middleware, placing) => entries.push({ middleware, placing });
  stack.applyToStack({ add, addRelativeTo: add });
  return entries;
}

const isSame = (known: Entry | undefined, middleware: Middleware, { step, priority, relation, toMiddleware }: Placing): boolean =>
  known?.middleware === middleware &&
  known.placing.step === step &&
  known.placing.priority === priority &&
  known.placing.relation === relation &&
  known.placing.toMiddleware === toMiddleware;

/** Whether a client has the middleware that it had: applications may add some, or watch what runs, at any time. */
function isCurrent({ entries, concat }: Order, client: Stack): boolean {
  if (client.concat !== concat || client.identifyOnResolve?.()) return false;
  let met = 0;
  let same = true;
  const add: Add = (middleware, placing) => {
    same &&= isSame(entries[met], middleware, placing);
    met += 1;
  };
  client.applyToStack({ add, addRelativeTo: add });
  return same && met === entries.length;
}

/** What watches from outside, as telemetry does, wraps the SDK's functions, and marks those that it has wrapped. */
const isUnwrapped = (method: unknown): boolean =>
  typeof method === 'function' && Reflect.ownKeys(method).every(key => key === 'length' || key === 'name' || key === 'prototype');

/** The SDK's own order of a stack's middleware, told by entries that compose nothing: only a stack of the SDK's knows how they are sorted. */
function orderOf(stack: Stack, empty: Stack): readonly Middleware[] {
  const met: Middleware[] = [];
  const tellingInto =
    (add: Add): Add =>
    (middleware, placing) => {
      const telling: Middleware = next => {
        met.unshift(middleware); // the innermost is composed first
        return next;
      };
      add(telling, { ...placing, middleware: telling } as Placing); // the SDK's options name the middleware too
    };
  stack.applyToStack({ add: tellingInto(empty.add), addRelativeTo: tellingInto(empty.addRelativeTo) });
  empty.resolve(() => Promise.resolve(), {});
  return met;
}

const orders = new WeakMap<object, Map<unknown, Order>>();

const isStack = (stack: object): stack is Stack =>
  ['add', 'addRelativeTo', 'applyToStack', 'concat', 'resolve'].every(
    name => typeof (stack as Readonly<Record<string, unknown>>)[name] === 'function',
  );

/**
 * A client's middleware, for a command to be composed with in the order that was found for an earlier one of its class, as long as the client's middleware is the same. The SDK copies and sorts the
 * entries of both for every request, which takes an eighth of a small one's time.
 *
 * @param complete adds what the command has of its own, where it is ordered
 */
function orderedStack(client: Stack, config: object, command: StackedCommand, complete: () => void): Stack {
  const concat = (own: Stack): Stack => {
    const byClass = orders.get(client) ?? new Map<unknown, Order>();
    orders.set(client, byClass);
    const known = byClass.get(command.constructor);
    if (known?.config === config && isCurrent(known, client)) {
      const resolve: Stack['resolve'] = (handler, context) => known.middleware.reduceRight((next, each) => each(next, context), handler);
      return { ...own, resolve };
    }
    complete();
    const whole = client.concat(own);
    byClass.delete(command.constructor);
    const isWatched = client.identifyOnResolve?.() || ![client.applyToStack, client.concat, whole.resolve].every(isUnwrapped);
    const empty = new (command.constructor as new (input: object) => StackedCommand)({}).middlewareStack; // as every command of the SDK begins
    if (!isWatched && isStack(empty) && entriesOf(empty).length === 0) {
      byClass.set(command.constructor, { config, concat: client.concat, entries: entriesOf(client), middleware: orderOf(whole, empty) });
    }
    return whole;
  };
  return Object.assign(Object.create(client) as Stack, { concat });
}

/**
 * Has a command's middleware ordered once for all commands of its class that a client sends.
 *
 * @param complete adds the middleware that the command has of its own: the same for every command of the class
 */
export function orderOnce<C extends StackedCommand>(command: C, complete: () => void): C {
  const resolve = command.resolveMiddleware as (stack: object, config: object, options: unknown) => unknown; // each operation has types of its own
  const resolveMiddleware = (stack: object, config: object, options: unknown): unknown => {
    if (isStack(stack)) return resolve.call(command, orderedStack(stack, config, command, complete), config, options);
    complete();
    return resolve.call(command, stack, config, options);
  };
  return Object.assign(command, { resolveMiddleware });
}
