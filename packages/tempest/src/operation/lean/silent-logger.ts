interface Logger {
  readonly info?: unknown;
  readonly error?: unknown;
}

/** Whoever wrote a function with an empty body, it does nothing with what it is given; a minifier changes class names, not this. */
const EMPTY = /^(?:function\b\s*)?[\w$]*\s*\(\s*\)\s*(?:=>\s*)?\{\s*\}$/;

const looked = new WeakMap<object, boolean>();

function isEmpty(method: unknown): boolean {
  if (typeof method !== 'function') return method === undefined;
  const known = looked.get(method);
  if (known !== undefined) return known;
  const found = EMPTY.test(Function.prototype.toString.call(method));
  looked.set(method, found);
  return found;
}

/** Whether the SDK's log of requests goes nowhere: it is written by these two methods. Its default logger has empty ones. */
export function isSilent(logger: Logger | undefined): boolean {
  return isEmpty(logger?.info) && isEmpty(logger?.error);
}

/** What the SDK gives to all middleware of a request, as far as its log is concerned. */
export interface LogContext {
  readonly logger?: Logger;
  inputFilterSensitiveLog?: unknown;
  outputFilterSensitiveLog?: unknown;
}

const asItIs = (value: unknown): unknown => value;

/** The SDK walks input and output for secrets, for its log: a third of a page's time, where the logger writes nothing. */
export function leaveUnlogged(context: LogContext): void {
  if (!isSilent(context.logger)) return;
  context.inputFilterSensitiveLog = asItIs;
  context.outputFilterSensitiveLog = asItIs;
}
