import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type PatternPart, regexOf } from './pattern-part.js';

/** What every item of an entity has in one key attribute. */
export interface KeyPattern {
  readonly attribute: string;
  readonly parts: readonly PatternPart[];
  /** What the free end of a value may not hold: with it, the value could be a key of another entity. */
  readonly excluded: readonly string[];
  readonly regex: RegExp;
}

export function keyPattern(attribute: string, parts: readonly PatternPart[], excluded: readonly string[] = []): KeyPattern {
  return Object.freeze({
    attribute,
    parts: Object.freeze([...parts]),
    excluded: Object.freeze([...excluded]),
    regex: regexOf(parts, excluded),
  });
}

/** A text that every value begins with, or is. */
export function textPattern(attribute: string, text: string, exact: boolean): KeyPattern {
  return keyPattern(attribute, exact ? [text] : [text, { kind: 'free', until: '', mayBeEmpty: true }]);
}

/** What every value begins with; `''` where there is no such text. */
export function leadingText({ parts: [first] }: KeyPattern): string {
  return typeof first === 'string' ? first : '';
}

/** Whether there is one value only. */
export function isExact({ parts }: KeyPattern): boolean {
  return parts.every(part => typeof part === 'string');
}

/** Whether DynamoDB can tell all the values from others, by what they begin with. */
export function isTold(pattern: KeyPattern): boolean {
  const { parts, excluded } = pattern;
  if (isExact(pattern)) return true;
  const [first, second, ...more] = parts;
  return typeof first === 'string' && typeof second === 'object' && second.kind === 'free' && more.length === 0 && excluded.length === 0;
}

/** A pattern in messages: `ORDER#…#LINE#…`. */
export function describePattern({ parts }: KeyPattern): string {
  return parts.map(part => (typeof part === 'string' ? part : '…')).join('');
}

/** Whether a row's keys are those of the entity that has these patterns. */
export function matchesPatterns(patterns: readonly KeyPattern[], row: Readonly<Record<string, AttributeValue>>): boolean {
  for (const { attribute, regex } of patterns) {
    const stored = row[attribute]?.S;
    if (stored === undefined || !regex.test(stored)) return false;
  }
  return true;
}
