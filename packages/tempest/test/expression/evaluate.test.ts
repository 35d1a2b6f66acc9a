import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { convertToAttr } from '@aws-sdk/util-dynamodb';
import { evaluate } from '../../src/expression/evaluate.js';
import { parseCondition } from '../../src/expression/parse-condition.js';
import { expression } from '../../src/expression/raw-expression.js';
import * as tree from '../../src/expression/tree.js';
import { row, tables } from './evaluation-table.js';

describe.each(Object.entries(tables))('%s', (_, lines) => {
  const examples = lines.map(([text, outcome, ...values]) => ({ text, outcome, values }));
  test.each(examples)('$text is $outcome for $values', ({ text, outcome, values }) => {
    const given = Object.fromEntries(values.map((value, i) => [`:${i}`, value]));
    expect(evaluate(parseCondition(expression(text, { values: given }), convertToAttr), row)).toBe(outcome);
  });
});

test('what every object inherits is no attribute', () => {
  for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
    expect(evaluate(tree.attributeExists(tree.path(name)), row)).toBe(false);
    expect(evaluate(tree.attributeExists(tree.path('m', name)), row)).toBe(false);
  }
});

test('attributes with the names of what objects inherit are found', () => {
  const odd: Record<string, AttributeValue> = JSON.parse(
    '{ "__proto__": { "N": "1" }, "constructor": { "M": { "toString": { "S": "x" } } } }',
  );
  expect(evaluate(tree.compare('eq', tree.path('__proto__'), tree.literal({ N: '1' })), odd)).toBe(true);
  expect(evaluate(tree.compare('eq', tree.path('constructor', 'toString'), tree.literal({ S: 'x' })), odd)).toBe(true);
});

test('numbers past the precision of a double are told apart', () => {
  const big = { a: { N: '9007199254740993' }, b: { N: '9007199254740992' } };
  expect(evaluate(tree.compare('gt', tree.path('a'), tree.path('b')), big)).toBe(true);
  expect(evaluate(tree.compare('eq', tree.path('a'), tree.path('b')), big)).toBe(false);
});

test('a chain of thousands of conditions does not exhaust the stack', () => {
  let node: tree.ConditionNode = tree.attributeExists(tree.path('missing'));
  for (let i = 0; i < 3000; i += 1) node = tree.or(node, tree.attributeExists(tree.path('missing')));
  for (let i = 0; i < 10_000; i += 1) node = tree.not(node);
  expect(evaluate(node, row)).toBe(false);
});
