import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { ATTRIBUTE_TYPES } from '../../src/expression/attribute-type.js';
import { canonicalNumber } from '../../src/expression/compare-numbers.js';
import {
  and,
  attributeExists,
  attributeNotExists,
  beginsWith,
  between,
  COMPARATOR_SYMBOLS,
  type Comparator,
  type ConditionNode,
  compare,
  contains,
  hasType,
  isIn,
  literal,
  not,
  type Operand,
  or,
  type PathOperand,
  type PathSegment,
  path,
  sizeOf,
} from '../../src/expression/tree.js';

// The pools are small on purpose: random values from large ones are hardly ever equal, and equality is what most conditions turn on.
const numbers = [
  ...[
    '0',
    '-0',
    '1',
    '1.0',
    '10E-1',
    '+1',
    '2',
    '3',
    '-1',
    '-2.5',
    '2.50',
    '0.1',
    '.1',
    '1E2',
    '100',
    '99.99',
    '9007199254740993',
    '9007199254740992',
  ],
  ...['99999999999999999999999999999999999999', '99999999999999999999999999999999999998', '1E-130', '2E-130', '9.9E125', '-9.9E125'],
];
const strings = ['', 'a', 'ab', 'abc', 'b', 'B', 'é', 'e\u0301', '\uffee', '😀', '😀a', '1', '2', 'S', 'x', 'constructor'];
const bytes = [[], [0], [1], [127], [128], [200], [1, 200], [200, 1], [0, 1, 200, 1]].map(each => Uint8Array.from(each));
const attributeNames = ['a', 'b', 'c', 'd', 'size', 'a.b', 'constructor', 'to string', '😀'];
const memberNames = ['x', 'y', 'a.b', 'toString'];

const scalar: fc.Arbitrary<AttributeValue> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...strings).map(S => ({ S })) },
  { weight: 3, arbitrary: fc.constantFrom(...numbers).map(N => ({ N })) },
  { weight: 2, arbitrary: fc.constantFrom(...bytes).map(B => ({ B })) },
  { weight: 1, arbitrary: fc.boolean().map(BOOL => ({ BOOL })) },
  { weight: 1, arbitrary: fc.constant({ NULL: true as const }) },
);

// Smaller still: two random sets must often have the same elements, in another order and with other spellings of numbers.
const setSize = { minLength: 1, maxLength: 2 };
const set: fc.Arbitrary<AttributeValue> = fc.oneof(
  fc.uniqueArray(fc.constantFrom('a', 'b'), setSize).map(SS => ({ SS })),
  fc.uniqueArray(fc.constantFrom('1', '1.0', '2.5', '2.50'), { ...setSize, selector: canonicalNumber }).map(NS => ({ NS })),
  fc.uniqueArray(fc.constantFrom(...bytes.slice(1, 3)), { ...setSize, selector: String }).map(BS => ({ BS })),
);

export const attributeValue: fc.Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>(tie => ({
  value: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'value' },
    { weight: 6, arbitrary: scalar },
    { weight: 2, arbitrary: set },
    { weight: 2, arbitrary: fc.array(tie('value'), { maxLength: 3, depthIdentifier: 'value' }).map(L => ({ L })) },
    {
      weight: 2,
      arbitrary: fc
        .dictionary(fc.constantFrom(...memberNames), tie('value'), { maxKeys: 3, depthIdentifier: 'value', noNullPrototype: true })
        .map(M => ({ M })),
    },
  ),
})).value;

export const row: fc.Arbitrary<Record<string, AttributeValue>> = fc.dictionary(fc.constantFrom(...attributeNames), attributeValue, {
  minKeys: attributeNames.length - 3,
  maxKeys: attributeNames.length,
  noNullPrototype: true,
});

const noSegments: fc.Arbitrary<PathSegment[]> = fc.constant([]);
const someSegments: fc.Arbitrary<PathSegment[]> = fc.array(fc.oneof(fc.constantFrom(...memberNames), fc.nat(2)), {
  minLength: 1,
  maxLength: 2,
});

const pathOperand: fc.Arbitrary<PathOperand> = fc
  .tuple(
    fc.oneof({ weight: 15, arbitrary: fc.constantFrom(...attributeNames) }, { weight: 1, arbitrary: fc.constant('missing') }),
    fc.oneof({ weight: 5, arbitrary: noSegments }, { weight: 1, arbitrary: someSegments }),
  )
  .map(([first, rest]) => path(first, ...rest));

const literalOperand = attributeValue.map(literal);

const operand: fc.Arbitrary<Operand> = fc.oneof(
  { weight: 6, arbitrary: pathOperand },
  { weight: 4, arbitrary: literalOperand },
  { weight: 1, arbitrary: fc.oneof({ weight: 4, arbitrary: pathOperand }, { weight: 1, arbitrary: literalOperand }).map(sizeOf) },
);

const comparators = Object.keys(COMPARATOR_SYMBOLS) as Comparator[]; // `Object.keys` forgets the names

const predicate: fc.Arbitrary<ConditionNode> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(fc.constantFrom(...comparators), operand, operand).map(([comparator, a, b]) => compare(comparator, a, b)),
  },
  { weight: 3, arbitrary: fc.tuple(operand, operand, operand).map(([value, low, high]) => between(value, low, high)) },
  { weight: 2, arbitrary: fc.tuple(operand, fc.array(operand, { minLength: 1, maxLength: 4 })).map(([value, list]) => isIn(value, list)) },
  { weight: 1, arbitrary: pathOperand.map(attributeExists) },
  { weight: 1, arbitrary: pathOperand.map(attributeNotExists) },
  { weight: 2, arbitrary: fc.tuple(operand, fc.constantFrom(...ATTRIBUTE_TYPES)).map(([value, type]) => hasType(value, type)) },
  { weight: 3, arbitrary: fc.tuple(operand, operand).map(([whole, prefix]) => beginsWith(whole, prefix)) },
  { weight: 3, arbitrary: fc.tuple(operand, operand).map(([whole, element]) => contains(whole, element)) },
);

/** Any condition, also those that DynamoDB refuses. */
export const condition: fc.Arbitrary<ConditionNode> = fc.letrec<{ node: ConditionNode }>(tie => ({
  node: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'node' },
    { weight: 5, arbitrary: predicate },
    { weight: 1, arbitrary: tie('node').map(not) },
    { weight: 1, arbitrary: joined(tie('node')).map(([first, ...rest]) => and(first, ...rest)) },
    { weight: 1, arbitrary: joined(tie('node')).map(([first, ...rest]) => or(first, ...rest)) },
  ),
})).node;

function joined(node: fc.Arbitrary<ConditionNode>): fc.Arbitrary<readonly [ConditionNode, ConditionNode, ...ConditionNode[]]> {
  return fc
    .tuple(node, node, fc.array(node, { maxLength: 2, depthIdentifier: 'node' }))
    .map(([first, second, rest]) => [first, second, ...rest]);
}
