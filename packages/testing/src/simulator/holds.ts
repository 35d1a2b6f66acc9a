import type { PutItemCommandInput } from '@aws-sdk/client-dynamodb';
import { type ConditionNode, evaluate, parseCondition, type Row } from '@tempest-ts/tempest/extend';

/** The part of a request that says what its placeholders stand for. */
export type Placeholders = Pick<PutItemCommandInput, 'ExpressionAttributeNames' | 'ExpressionAttributeValues'>;

/** Parsed once for each request: a filter is asked of many rows, and a request is sent again. */
const parsed = new WeakMap<Placeholders, Map<string, ConditionNode>>();

/** The placeholders that a text uses: a request has one set for all of its expressions. */
function usedIn<T>(text: string, all: Readonly<Record<string, T>> = {}): Record<string, T> {
  const used: Record<string, T> = {};
  for (const name of text.match(/[#:]\w+/g) ?? []) {
    const value = all[name];
    if (value !== undefined) used[name] = value;
  }
  return used;
}

function parse(text: string, placeholders: Placeholders): ConditionNode {
  const names = usedIn(text, placeholders.ExpressionAttributeNames);
  const values = usedIn(text, placeholders.ExpressionAttributeValues);
  return parseCondition({ kind: 'raw-expression', text, names, values }, value => value as Row[string]); // they are attribute values already
}

/** Whether a request's condition or filter holds of a row. */
export function holds(text: string | undefined, placeholders: Placeholders, row: Row): boolean {
  if (text === undefined) return true;
  const known = parsed.get(placeholders) ?? new Map<string, ConditionNode>();
  parsed.set(placeholders, known);
  const node = known.get(text) ?? parse(text, placeholders);
  known.set(text, node);
  return evaluate(node, row);
}
