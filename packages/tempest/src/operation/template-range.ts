import type { ItemCodec } from '../codec/item-codec.js';
import { InvalidKeyError } from '../errors.js';
import { compareStrings } from '../expression/compare-strings.js';
import { beginsWith, between, type ConditionNode, compare, literal, path } from '../expression/tree.js';
import { partName, type TemplatePart, type ViewSchema } from '../metadata/table-schema.js';
import { afterPrefix } from './after-prefix.js';
import type { KeyCondition } from './key-condition.js';
import type { KeyRange } from './sort-range.js';

/** The keys that a whole key, or the first of its components, stands for: a stretch of texts without gaps. */
interface Stretch {
  readonly text: string;
  /** The first text after it; `undefined`: none is. */
  readonly end: string | undefined;
  /** Whether it is one text. */
  readonly isWhole: boolean;
}

/** Texts from one to another, of which DynamoDB includes both, and the condition may not. */
function rangeOf(attribute: string, from: string, to: string | undefined, excluded: readonly (string | undefined)[]): KeyRange {
  const operand = path(attribute);
  const [low, high] = [literal({ S: from }), literal({ S: to ?? '' })];
  let node: ConditionNode;
  if (to === undefined) node = compare('ge', operand, low);
  else node = from === '' ? compare('le', operand, high) : between(operand, low, high); // DynamoDB takes no empty key
  return { node, excluded: excluded.flatMap(text => (text === undefined ? [] : [{ S: text }])) };
}

/**
 * What a condition asks of a sort key that a template makes; `undefined`: nothing. The first components of a key stand for all keys that begin with them.
 * Keys compare as their texts do.
 */
export function templateRange(
  view: ViewSchema,
  codec: ItemCodec,
  sort: TemplatePart,
  { operator, key, to }: KeyCondition<object>,
): KeyRange | undefined {
  const { attribute, template } = sort;
  const { lead, components, source } = template;
  const fail = (why: string): never => {
    const name = partName(sort);
    throw new InvalidKeyError(`${view.entity.name}.${name}: ${why}`, view.entity.name, name);
  };
  if (operator === 'beginsWith') {
    const prefix = codec.encodeTemplate(sort, key, 'prefix').value;
    return prefix.S === '' ? undefined : { node: beginsWith(path(attribute), literal(prefix)), excluded: [] };
  }
  const stretch = (bound: object): Stretch => {
    const { value, given } = codec.encodeTemplate(sort, bound, 'leading');
    if (given === 0)
      return fail(`${operator}() compares the template '${source}', of which this key gives nothing. Give its first property at least.`);
    const isWhole = given === components.length;
    return { text: value.S, end: isWhole ? undefined : afterPrefix(value.S), isWhole };
  };
  const last = afterPrefix(lead); // keeps other entities' keys out; of no lead there is nothing after all
  const { text, end, isWhole } = stretch(key);
  const upTo = (bound: Stretch): readonly [string | undefined, readonly (string | undefined)[]] =>
    bound.isWhole ? [bound.text, []] : [bound.end ?? last, [bound.end ?? last]];
  switch (operator) {
    case 'equalTo':
      return {
        node: isWhole ? compare('eq', path(attribute), literal({ S: text })) : beginsWith(path(attribute), literal({ S: text })),
        excluded: [],
      };
    case 'lessThan':
      return rangeOf(attribute, lead, text, [text]);
    case 'atMost': {
      const [high, excluded] = upTo({ text, end, isWhole });
      return rangeOf(attribute, lead, high, excluded);
    }
    case 'atLeast':
      return rangeOf(attribute, text, last, [last]);
    case 'greaterThan':
      return rangeOf(attribute, isWhole ? text : (end ?? text), last, [isWhole ? text : undefined, last]);
    case 'between': {
      const upper = stretch(to ?? {});
      const [high, excluded] = upTo(upper);
      if (high !== undefined && compareStrings(text, high) > 0) fail('the first key of between() comes after the second. Swap them.');
      return rangeOf(attribute, text, high, excluded);
    }
  }
}
