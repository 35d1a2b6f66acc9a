import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { convertToAttr } from '@aws-sdk/util-dynamodb';
import { evaluate } from '../../src/expression/evaluate.js';
import { parseCondition } from '../../src/expression/parse-condition.js';
import { expression } from '../../src/expression/raw-expression.js';
import * as tree from '../../src/expression/tree.js';

const bytes = (...each: number[]) => Uint8Array.from(each);

const row: Record<string, AttributeValue> = {
  s: { S: 'héllo😀' },
  empty: { S: '' },
  n: { N: '5' },
  two: { N: '2' },
  textTwo: { S: '2' },
  bin: { B: bytes(200, 1) },
  yes: { BOOL: true },
  no: { BOOL: false },
  nil: { NULL: true },
  ss: { SS: ['a', 'b'] },
  ns: { NS: ['1', '2.50'] },
  bs: { BS: [bytes(1), bytes(2)] },
  l: { L: [{ S: 'a' }, { N: '1.0' }, { L: [{ N: '2' }] }, { SS: ['x', 'y'] }] },
  m: { M: { x: { N: '1' }, y: { S: 'q' }, 'a.b': { S: 'odd' } } },
};

function holds(text: string, ...values: readonly unknown[]): boolean {
  const given = Object.fromEntries(values.map((value, i) => [`:${i}`, value]));
  return evaluate(parseCondition(expression(text, { values: given }), convertToAttr), row);
}

/** Each line was asked of DynamoDB Local. */
type Line = readonly [text: string, outcome: boolean, ...values: readonly unknown[]];

const tables: Readonly<Record<string, readonly Line[]>> = {
  'equality is by type and value': [
    ['n = :0', true, 5],
    ['n = :0', false, '5'],
    ['n <> :0', true, '5'],
    ['yes = :0', true, true],
    ['yes = no', false],
    ['nil = :0', true, null],
    ['bin = :0', true, bytes(200, 1)],
    ['bin = :0', false, bytes(200)],
    ['ss = :0', true, new Set(['b', 'a'])],
    ['ss = :0', false, new Set(['b', 'c'])],
    ['ss = :0', false, new Set(['a', 'b', 'c'])],
    ['ns = :0', true, new Set([2.5, 1])],
    ['bs = :0', true, new Set([bytes(2), bytes(1)])],
    ['bs = :0', false, new Set([bytes(2), bytes(3)])],
    ['l = :0', true, ['a', 1, [2], new Set(['y', 'x'])]],
    ['l = :0', false, ['a', 1, [2]]],
    ['l = :0', false, ['a', [2], 1, new Set(['y', 'x'])]],
    ['m = :0', true, { y: 'q', 'a.b': 'odd', x: 1 }],
    ['m = :0', false, { y: 'q', 'a.b': 'odd', z: 1 }],
    ['m = :0', false, { y: 'q', toString: 'odd', x: 1 }],
  ],
  'what is missing equals nothing': [
    ['missing = :0', false, 1],
    ['missing <> :0', true, 1],
    ['missing = gone', false],
    ['missing <> gone', true],
    ['NOT missing < :0', true, 1],
    ['missing IN (gone)', false],
    ['NOT n BETWEEN missing AND :0', true, 9],
  ],
  'order is among strings, numbers and binaries': [
    ['n < :0', true, 5.1],
    ['n <= :0', true, 5],
    ['n > :0', false, 5],
    ['n >= :0', true, -7],
    ['n < :0', false, '6'],
    ['n < s', false],
    ['n >= s', false],
    ['bin > :0', true, bytes(127)],
    ['bin < :0', true, bytes(200, 1, 0)],
    ['s < :0', true, 'i'],
    ['no < yes', false],
    ['ss <= ns', false],
    ['nil >= yes', false],
  ],
  'between includes both bounds': [
    ['n BETWEEN :0 AND :1', true, 5, 5],
    ['n BETWEEN :0 AND :1', false, 5.1, 6],
    ['n BETWEEN two AND textTwo', false],
    ['n BETWEEN textTwo AND two', false],
    ['two BETWEEN n AND n', false],
    [':0 BETWEEN two AND n', true, 3],
  ],
  'in is equality': [
    ['n IN (:0, :1)', true, '5', 5],
    ['n IN (:0)', false, '5'],
    ['ss IN (:0)', true, new Set(['b', 'a'])],
    ['n IN (two, size(ss))', false],
    ['two IN (missing, size(ss))', true],
  ],
  'size is in units of the type': [
    ['size(s) = :0', true, 7],
    ['size(empty) = :0', true, 0],
    ['size(bin) = :0', true, 2],
    ['size(ss) = two', true],
    ['size(ns) = :0', true, 2],
    ['size(bs) = :0', true, 2],
    ['size(l) = :0', true, 4],
    ['size(m) = :0', true, 3],
    ['size(:0) = n', true, 'abcde'],
    ['size(ss) = textTwo', false],
    ['size(m.y) = :0', true, 1],
  ],
  'numbers, booleans, null and missing attributes have no size': [
    ['size(n) >= :0', false, 0],
    ['size(n) <> :0', true, 1],
    ['size(yes) = size(yes)', false],
    ['size(nil) >= :0', false, 0],
    ['size(missing) = :0', false, 0],
    ['attribute_type(size(missing), :0)', false, 'N'],
    ['attribute_type(size(s), :0)', true, 'N'],
  ],
  'contains is a part of a string or binary, an element of a set or list': [
    ['contains(s, :0)', true, 'llo'],
    ['contains(s, :0)', true, ''],
    ['contains(s, :0)', false, 1],
    ['contains(bin, :0)', true, bytes(1)],
    ['contains(bin, :0)', false, bytes(1, 200)],
    ['contains(ss, :0)', true, 'a'],
    ['contains(ss, :0)', false, 'ab'],
    ['contains(ss, :0)', false, new Set(['a'])],
    ['contains(ns, :0)', true, 2.5],
    ['contains(ns, :0)', false, '1'],
    ['contains(bs, :0)', true, bytes(2)],
    ['contains(l, :0)', true, 1],
    ['contains(l, :0)', true, [2]],
    ['contains(l, :0)', true, new Set(['y', 'x'])],
    ['contains(l, :0)', false, 2],
    ['contains(l[2], two)', true],
    ['contains(m, :0)', false, 'x'],
    ['contains(n, :0)', false, 5],
    ['contains(:0, n)', true, new Set([5, 6])],
    ['contains(missing, :0)', false, 'a'],
    ['contains(s, missing)', false],
  ],
  'begins_with is for strings and binaries': [
    ['begins_with(s, :0)', true, 'hé'],
    ['begins_with(s, :0)', true, ''],
    ['begins_with(s, :0)', false, 'hello'],
    ['begins_with(bin, :0)', true, bytes(200)],
    ['begins_with(bin, :0)', false, bytes(200, 1, 0)],
    ['begins_with(bin, s)', false],
    ['begins_with(n, :0)', false, '5'],
    ['begins_with(ss, :0)', false, 'a'],
    ['begins_with(:0, textTwo)', true, '23'],
    ['begins_with(missing, :0)', false, ''],
  ],
  'attribute_type tells every type': [
    ...Object.entries({ s: 'S', n: 'N', bin: 'B', yes: 'BOOL', nil: 'NULL', m: 'M', l: 'L', ss: 'SS', ns: 'NS', bs: 'BS' }).flatMap(
      ([name, type]): Line[] => [
        [`attribute_type(${name}, :0)`, true, type],
        [`attribute_type(${name}, :0)`, false, type === 'S' ? 'N' : 'S'],
      ],
    ),
    ['attribute_type(missing, :0)', false, 'S'],
  ],
  'paths go into maps and lists': [
    ['attribute_exists(m.x)', true],
    ['attribute_exists(m.z)', false],
    ['attribute_exists(l[2][0])', true],
    ['attribute_exists(l[9])', false],
    ['attribute_exists(n.x)', false],
    ['attribute_exists(l.x)', false],
    ['attribute_exists(m[0])', false],
    ['attribute_exists(s[0])', false],
    ['attribute_exists(ss[0])', false],
    ['attribute_not_exists(m.x.y)', true],
    ['attribute_exists(nil)', true],
    ['m.x = l[1]', true],
  ],
  'and, or and not have two truth values': [
    ['n = :0 AND two = :1', true, 5, 2],
    ['n = :0 AND two = :1', false, 5, 3],
    ['n = :0 OR two = :1', true, 6, 2],
    ['n = :0 OR two = :1', false, 6, 3],
    ['NOT (n = :0 OR missing = :0)', true, 6],
  ],
};

describe.each(Object.entries(tables))('%s', (_, lines) => {
  test.each(lines)('%s is %s', (text, outcome, ...values) => {
    expect(holds(text, ...values)).toBe(outcome);
  });
});

test('what every object inherits is no attribute', () => {
  for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
    expect(evaluate(tree.attributeExists(tree.path(name)), row)).toBe(false);
    expect(evaluate(tree.attributeExists(tree.path('m', name)), row)).toBe(false);
  }
});

test('attributes with the names of what objects inherit are found', () => {
  const odd = JSON.parse('{ "__proto__": { "N": "1" }, "constructor": { "M": { "toString": { "S": "x" } } } }');
  expect(evaluate(tree.compare('eq', tree.path('__proto__'), tree.literal({ N: '1' })), odd)).toBe(true);
  expect(evaluate(tree.compare('eq', tree.path('constructor', 'toString'), tree.literal({ S: 'x' })), odd)).toBe(true);
});

test('numbers past the precision of a double are told apart', () => {
  const big = { a: { N: '9007199254740993' }, b: { N: '9007199254740992' } };
  expect(evaluate(tree.compare('gt', tree.path('a'), tree.path('b')), big)).toBe(true);
  expect(evaluate(tree.compare('eq', tree.path('a'), tree.path('b')), big)).toBe(false);
});

test('a chain of ten thousand conditions does not exhaust the stack', () => {
  let node: tree.ConditionNode = tree.attributeExists(tree.path('missing'));
  for (let i = 0; i < 3000; i += 1) node = tree.or(node, tree.attributeExists(tree.path('missing')));
  for (let i = 0; i < 10_000; i += 1) node = tree.not(node);
  expect(evaluate(node, row)).toBe(false);
});
