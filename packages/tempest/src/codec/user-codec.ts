import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { AttributeCodec } from '../decorators/attribute-options.js';
import { describe } from './describe-value.js';
import type { ValueCodec } from './value-codec.js';
import { ValueProblem } from './value-problem.js';

const isText = (value: unknown): boolean => typeof value === 'string';
const isBytes = (value: unknown): boolean => value instanceof Uint8Array;
const isListOf =
  (isElement: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.length > 0 && value.every(isElement);

/** What each of DynamoDB's types holds. */
const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  S: isText,
  N: isText,
  B: isBytes,
  BOOL: value => typeof value === 'boolean',
  NULL: value => value === true,
  M: value => typeof value === 'object' && value !== null && !Array.isArray(value),
  L: value => Array.isArray(value),
  SS: isListOf(isText),
  NS: isListOf(isText),
  BS: isListOf(isBytes),
};

/** A codec that returns something else would have the SDK drop the attribute or fail without naming it. */
function checkAttributeValue(value: AttributeValue): AttributeValue {
  const members = typeof value === 'object' && value !== null ? Object.entries(value).filter(([, member]) => member !== undefined) : [];
  const [type, content] = members[0] ?? [];
  if (members.length === 1 && type !== undefined && Object.hasOwn(TYPES, type) && TYPES[type]?.(content)) return value;
  const what = members.length === 0 ? describe(value) : `{ ${members.map(([name, member]) => `${name}: ${describe(member)}`).join(', ')} }`;
  throw new ValueProblem(`its codec's toDb gave ${what}, which is no AttributeValue. Return one such as { S: 'text' } or { N: '1' }.`);
}

/** A user's own conversion; what it throws is named as its. */
export function userCodec(codec: AttributeCodec<unknown>): ValueCodec {
  const run = <T>(direction: string, convert: () => T): T => {
    try {
      return convert();
    } catch (cause) {
      const problem = new ValueProblem(`its codec's ${direction} failed: ${cause instanceof Error ? cause.message : String(cause)}`);
      problem.cause = cause;
      throw problem;
    }
  };
  return {
    form: codec,
    encode: value => checkAttributeValue(run('toDb', () => codec.toDb(value))),
    decode: stored => run('toApp', () => codec.toApp(stored)),
  };
}
