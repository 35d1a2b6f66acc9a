import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** What every item of an entity has in one key attribute: a prefix, or the whole value where the entity's key leaves the property out. */
export interface KeyPattern {
  readonly attribute: string;
  readonly text: string;
  readonly exact: boolean;
}

/** Whether no value can fit both patterns. */
export function areDisjoint(a: KeyPattern, b: KeyPattern): boolean {
  if (a.attribute !== b.attribute) return false;
  if (a.exact && b.exact) return a.text !== b.text;
  if (a.exact) return !a.text.startsWith(b.text);
  if (b.exact) return !b.text.startsWith(a.text);
  return !a.text.startsWith(b.text) && !b.text.startsWith(a.text);
}

/** Whether a row's keys are those of the entity that has these patterns. */
export function matchesPatterns(patterns: readonly KeyPattern[], row: Readonly<Record<string, AttributeValue>>): boolean {
  for (const { attribute, text, exact } of patterns) {
    const stored = row[attribute]?.S;
    if (stored === undefined || (exact ? stored !== text : !stored.startsWith(text))) return false;
  }
  return true;
}
