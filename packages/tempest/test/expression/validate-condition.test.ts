import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { operatorCount } from '../../src/expression/operator-count.js';
import { referencedAttributes } from '../../src/expression/referenced-attributes.js';
import * as tree from '../../src/expression/tree.js';
import { InvalidConditionError, validateCondition } from '../../src/expression/validate-condition.js';

const { compare, literal, path, sizeOf } = tree;
const of = (value: AttributeValue) => literal(value);
const [one, two, text] = [of({ N: '1' }), of({ N: '2' }), of({ S: 'a' })];

describe('what DynamoDB refuses is refused before it is asked', () => {
  test.each<[string, tree.ConditionNode]>([
    ['"=" has the attribute a.b[0] on both sides', compare('eq', path('a', 'b', 0), path('a', 'b', 0))],
    ['IN has the attribute a on both sides', tree.isIn(path('a'), [one, path('a')])],
    ['contains has the attribute a on both sides', tree.contains(path('a'), path('a'))],
    ['"<" takes no BOOL value', compare('lt', path('a'), of({ BOOL: true }))],
    ['">=" takes no SS value', compare('ge', of({ SS: ['a'] }), path('a'))],
    ['BETWEEN takes no L value', tree.between(path('a'), path('b'), of({ L: [] }))],
    ['BETWEEN is upside down: 2 comes after 1', tree.between(path('a'), two, one)],
    ['of different types', tree.between(path('a'), one, text)],
    ['begins_with takes no N value', tree.beginsWith(path('a'), one)],
    ['begins_with takes no N value', tree.beginsWith(sizeOf(path('a')), text)],
    ['size() takes no N value', compare('eq', sizeOf(one), path('a'))],
    ['size() takes no NULL value', compare('eq', sizeOf(of({ NULL: true })), path('a'))],
    ['IN has no values', tree.isIn(path('a'), [])],
    ['has 33 segments', tree.attributeExists(path('a', ...Array<string>(32).fill('b')))],
    ['empty attribute name', tree.attributeExists(path('a', ''))],
    ['list index -1', tree.attributeExists(path('a', -1))],
    ['list index 1.5', tree.attributeExists(path('a', 1.5))],
    ['list index 2147483648', compare('eq', sizeOf(path('a', 2147483648)), one)],
  ])('%s', (fault, node) => {
    // However deep it is.
    expect(() =>
      validateCondition(tree.or(tree.attributeExists(path('z')), tree.not(tree.and(node, compare('eq', path('z'), one))))),
    ).toThrow(fault);
  });

  test('the error carries the part at fault', () => {
    const node = tree.between(path('a'), two, one);
    const refuse = () => validateCondition(tree.not(node));
    expect(refuse).toThrow(InvalidConditionError);
    expect(refuse).toThrow(expect.objectContaining({ code: 'INVALID_CONDITION', node }));
  });
});

test.each<[string, tree.ConditionNode]>([
  ['two sizes of one attribute', compare('eq', sizeOf(path('a')), sizeOf(path('a')))],
  ['equal bounds', tree.between(path('a'), one, of({ N: '1.0' }))],
  ['bounds that are attributes', tree.between(path('a'), path('b'), of({ S: 'a' }))],
  ['any type for equality', compare('ne', path('a'), of({ BOOL: true }))],
  ['a list and its own element', tree.contains(path('a'), path('a', 0))],
  ['values alone', compare('lt', one, two)],
])('%s is fine', (_, node) => {
  expect(() => validateCondition(node)).not.toThrow();
});

describe('operators are counted as DynamoDB counts them', () => {
  const equal = compare('eq', path('a'), one);

  test.each<[number, tree.ConditionNode]>([
    [1, equal],
    [2, compare('eq', sizeOf(path('a')), one)],
    [2, tree.not(equal)],
    [5, tree.and(equal, equal, equal)],
    [1, tree.between(path('a'), one, two)],
    [1, tree.isIn(path('a'), Array<tree.Operand>(100).fill(one))],
    [5, tree.isIn(path('a'), Array<tree.Operand>(201).fill(one))],
    [4, tree.isIn(sizeOf(path('a')), [sizeOf(path('b')), sizeOf(path('c')), one])],
    [1, tree.attributeExists(path('a', 'b', 0))],
  ])('%i', (count, node) => {
    expect(operatorCount(node)).toBe(count);
  });
});

test('the attributes that a condition looks at are those at the top, wherever they are used', () => {
  const node = tree.or(
    tree.not(tree.and(compare('lt', path('a', 'x'), sizeOf(path('b', 0))), tree.between(one, path('c'), path('d')))),
    tree.isIn(path('e'), [path('f'), one]),
    tree.attributeExists(path('g')),
    tree.attributeNotExists(path('h')),
    tree.hasType(path('i'), 'S'),
    tree.beginsWith(text, path('j')),
    tree.contains(path('a'), path('k')),
  );
  expect([...referencedAttributes(node)].sort()).toEqual([...'abcdefghijk']);
});

test('a tree cannot be changed', () => {
  const node = tree.and(compare('eq', path('a', 'b'), one), tree.isIn(path('c'), [two]));
  const frozen = (value: unknown): boolean =>
    typeof value !== 'object' ||
    value === null ||
    (Object.isFrozen(value) && Object.entries(value).every(([key, each]) => key === 'value' || frozen(each)));
  expect(frozen(node)).toBe(true);
});
