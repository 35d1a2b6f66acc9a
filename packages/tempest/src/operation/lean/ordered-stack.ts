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

/** A command of the SDK, as far as its middleware is concerned: each operation has its own types of it. */
export interface StackedCommand {
  readonly middlewareStack: { add(middleware: never, placing: never): void; addRelativeTo(middleware: never, placing: never): void };
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

/** Adds the middleware that commands have of their own: one function always adds the same. */
type Complete = (stack: StackedCommand['middlewareStack']) => void;

/** By client, by what completes the commands, and by their class. */
const orders = new WeakMap<Stack, WeakMap<Complete, Map<unknown, Order>>>();

function ordersOf(client: Stack, complete: Complete): Map<unknown, Order> {
  const ofClient = orders.get(client) ?? new WeakMap<Complete, Map<unknown, Order>>();
  const known = ofClient.get(complete) ?? new Map<unknown, Order>();
  orders.set(client, ofClient.set(complete, known));
  return known;
}

const isStack = (stack: object): stack is Stack =>
  ['add', 'addRelativeTo', 'applyToStack', 'concat', 'resolve'].every(
    name => typeof (stack as Readonly<Record<string, unknown>>)[name] === 'function',
  );

/**
 * A client's middleware, for a command to be composed with in the order that was found for an earlier one of its class, as long as the client's middleware is the same. The SDK copies and sorts the
 * entries of both for every request, which takes an eighth of a small one's time.
 */
function orderedStack(client: Stack, config: object, command: StackedCommand, complete: Complete): Stack {
  const concat = (own: Stack): Stack => {
    const byClass = ordersOf(client, complete);
    const known = byClass.get(command.constructor);
    if (known?.config === config && isCurrent(known, client)) {
      const resolve: Stack['resolve'] = (handler, context) => known.middleware.reduceRight((next, each) => each(next, context), handler);
      return { ...own, resolve };
    }
    complete(command.middlewareStack);
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

/** Has a command's middleware ordered once for all commands of its class that a client sends. */
export function orderOnce<C extends StackedCommand>(command: C, complete: Complete): C {
  const resolve = command.resolveMiddleware as (stack: object, config: object, options: unknown) => unknown; // each operation has types of its own
  const resolveMiddleware = (stack: object, config: object, options: unknown): unknown => {
    // Whoever has given a command middleware of its own wants it for that one
    const isPlain = isStack(command.middlewareStack) && entriesOf(command.middlewareStack).length === 0;
    if (isPlain && isStack(stack)) return resolve.call(command, orderedStack(stack, config, command, complete), config, options);
    complete(command.middlewareStack);
    return resolve.call(command, stack, config, options);
  };
  return Object.assign(command, { resolveMiddleware });
}
