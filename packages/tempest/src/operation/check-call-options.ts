import { describe } from '../codec/describe-value.js';
import { ConfigurationError } from '../errors.js';

/** The names of a call's options: one for each member of their type, which the compiler sees to. */
export type OptionNames<Options> = { readonly [Name in keyof Options]-?: true };

/** Told by what the library does with it: a signal may come from a polyfill. */
function isSignal(value: unknown): boolean {
  return typeof (value as { readonly aborted?: unknown } | null)?.aborted === 'boolean' && value instanceof EventTarget;
}

function isRecorder(value: unknown): boolean {
  return typeof (value as { readonly record?: unknown } | null)?.record === 'function';
}

/**
 * Refuses options that a call does not have. A misspelt one would be ignored, and `{ iff: ... }` make a conditional write an unconditional one.
 *
 * @throws ConfigurationError
 */
export function checkCallOptions(options: unknown, names: Readonly<Record<string, true>>): void {
  if (options === undefined) return;
  const known = Object.keys(names).join(', ');
  if (typeof options !== 'object' || options === null) {
    throw new ConfigurationError(`The options of a call are an object with any of ${known}; this is ${describe(options)}.`);
  }
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    if (!Object.hasOwn(names, name)) throw new ConfigurationError(`This call has no option \`${name}\`. It has ${known}.`);
    if (name === 'signal' && !isSignal(value)) {
      throw new ConfigurationError(
        `\`signal\` is an AbortSignal, such as the \`signal\` of an AbortController, and not ${describe(value)}.`,
      );
    }
    if (name === 'capacity' && !isRecorder(value)) {
      throw new ConfigurationError(
        `\`capacity\` is a CapacityMeter, or another object with a method \`record\`, and not ${describe(value)}.`,
      );
    }
  }
}
