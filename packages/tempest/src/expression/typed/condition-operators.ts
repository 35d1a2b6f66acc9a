import { describe } from '../../codec/describe-value.js';
import { ATTRIBUTE_TYPES, type AttributeType, isAttributeType } from '../attribute-type.js';
import {
  attributeExists,
  attributeNotExists,
  beginsWith,
  between,
  type Comparator,
  compare,
  contains,
  hasType,
  isIn,
  literal,
  type Operand,
  path,
  sizeOf,
} from '../tree.js';
import { type Condition, conditionOf } from './condition.js';
import { checkStoredAlike, childPlace, encodeAt, failAt, firstPath, indexAt, nameAt, type Place } from './place.js';
import { type Operators, placeOfTerm, term } from './term.js';

/** Of an operand that is undefined. */
const INSTEAD = 'ask exists() or notExists()';

const SIZE = Symbol.for('@tempest-ts/size');

const pathOf = (place: Place) => path(...firstPath(place));

/** Another attribute, or a value run through the place's codec and prefix. */
function operand(place: Place, value: unknown): Operand {
  const other = placeOfTerm(value);
  if (!other) return (value as { readonly [SIZE]?: Operand } | null)?.[SIZE] ?? literal(encodeAt(place, value, INSTEAD));
  checkStoredAlike(place, other, 'compare the two');
  return pathOf(other);
}

type Compared = (value: unknown) => Operand;

/** The comparisons of an operand; `of` makes the other side. */
function comparisons(left: Operand, of: Compared, fail: (why: string) => never) {
  const compared = (comparator: Comparator, value: unknown): Condition => conditionOf(compare(comparator, left, of(value)));
  return {
    eq: (value: unknown) => compared('eq', value),
    ne: (value: unknown) => compared('ne', value),
    lt: (value: unknown) => compared('lt', value),
    le: (value: unknown) => compared('le', value),
    gt: (value: unknown) => compared('gt', value),
    ge: (value: unknown) => compared('ge', value),
    between: (low: unknown, high: unknown) => conditionOf(between(left, of(low), of(high))),
    in: (...values: unknown[]) => {
      const [first] = values;
      const candidates = values.length === 1 && Array.isArray(first) ? first : values;
      return candidates.length === 0
        ? fail('in() of no values holds of nothing. Give at least one.')
        : conditionOf(isIn(left, candidates.map(of)));
    },
  };
}

/** The size of a value, for comparison with numbers. */
function sizeTerm(place: Place): object {
  const size = sizeOf(pathOf(place));
  const of: Compared = value => {
    const other = (value as { readonly [SIZE]?: Operand } | null)?.[SIZE];
    if (other) return other;
    const attribute = placeOfTerm(value);
    if (attribute) return pathOf(attribute);
    if (typeof value !== 'number' || !Number.isFinite(value))
      return failAt(place, `size() is compared with a number, not ${typeof value === 'number' ? value : describe(value)}.`);
    return literal({ N: String(value + place.prefix.length) }); // what is stored begins with the prefix
  };
  const compared = comparisons(size, of, why => failAt(place, why));
  return Object.freeze({ ...compared, [SIZE]: size });
}

/** What DynamoDB looks for inside: a part of a text or of bytes, or one element. */
function containsOperand(place: Place, element: unknown): Operand {
  const other = placeOfTerm(element);
  if (other) return pathOf(other);
  if (place.prefix !== '' && typeof element === 'string') return literal({ S: element });
  const inner = place.codec.child?.(0);
  return literal(encodeAt(inner ? { ...place, codec: inner.codec, prefix: inner.prefix } : place, element, INSTEAD));
}

const at =
  (name: keyof ReturnType<typeof comparisons>) =>
  (place: Place, ...values: unknown[]): Condition => {
    const compared: Readonly<Record<string, (...operands: unknown[]) => Condition>> = comparisons(
      pathOf(place),
      value => operand(place, value),
      why => failAt(place, why),
    );
    return compared[name]?.(...values) ?? failAt(place, `there is no operator ${name}.`);
  };

/** Where an empty string is stored as nothing, what is absent is equal to it. */
function equality(name: 'eq' | 'ne' | 'in', place: Place, values: readonly unknown[]): Condition {
  const stored = at(name)(place, ...values);
  const [first] = values;
  const asked = name === 'in' && values.length === 1 && Array.isArray(first) ? first : values;
  if (!place.emptyIsAbsent || !asked.includes('')) return stored;
  return name === 'ne'
    ? stored.and(conditionOf(attributeExists(pathOf(place))))
    : stored.or(conditionOf(attributeNotExists(pathOf(place))));
}

/** The operators of a condition or filter, by name. */
export const conditionOperators: Operators = Object.freeze({
  eq: (place, ...values) => equality('eq', place, values),
  ne: (place, ...values) => equality('ne', place, values),
  lt: at('lt'),
  le: at('le'),
  gt: at('gt'),
  ge: at('ge'),
  between: at('between'),
  in: (place, ...values) => equality('in', place, values),
  beginsWith: (place, prefix) => conditionOf(beginsWith(pathOf(place), operand(place, prefix))),
  contains: (place, element) => conditionOf(contains(pathOf(place), containsOperand(place, element))),
  exists: place => conditionOf(attributeExists(pathOf(place))),
  notExists: place => conditionOf(attributeNotExists(pathOf(place))),
  isType: (place, type) =>
    isAttributeType(String(type))
      ? conditionOf(hasType(pathOf(place), type as AttributeType)) // just checked
      : failAt(place, `isType() takes one of ${ATTRIBUTE_TYPES.join(', ')}.`),
  size: place => sizeTerm(place),
  at: (place, index) => term(childPlace(place, indexAt(place, index)), conditionOperators),
  get: (place, key) => term(childPlace(place, nameAt(place, key)), conditionOperators),
});
