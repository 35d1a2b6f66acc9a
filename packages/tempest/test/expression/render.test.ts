import { parseCondition } from '../../src/expression/parse-condition.js';
import { Placeholders } from '../../src/expression/placeholders.js';
import { expression } from '../../src/expression/raw-expression.js';
import { render, renderCondition } from '../../src/expression/render.js';
import * as tree from '../../src/expression/tree.js';

const { path } = tree;
const value = tree.literal({ N: '1' });
const [a, b, c] = ['a', 'b', 'c'].map(name => tree.compare('eq', path(name), value)) as [
  tree.CompareNode,
  tree.CompareNode,
  tree.CompareNode,
];

describe('names and values', () => {
  test('every name is a placeholder, one for all its uses, so that reserved words and odd names are safe', () => {
    const node = tree.and(tree.compare('lt', path('name', 'a.b', 0), path('size')), tree.attributeExists(path('name')));
    expect(render(node)).toEqual({
      expression: '#n0.#n1[0] < #n2 AND attribute_exists(#n0)',
      names: { '#n0': 'name', '#n1': 'a.b', '#n2': 'size' },
      values: undefined,
    });
  });

  test('names inherited by every object are names like others', () => {
    const placeholders = new Placeholders();
    expect(['constructor', '__proto__', 'constructor'].map(name => placeholders.name(name))).toEqual(['#n0', '#n1', '#n0']);
    expect(placeholders.names).toEqual({ '#n0': 'constructor', '#n1': '__proto__' });
  });

  test('expressions of one request share their names and never a placeholder of a value', () => {
    const placeholders = new Placeholders();
    expect(renderCondition(a, placeholders)).toBe('#n0 = :v0');
    expect(renderCondition(b, placeholders)).toBe('#n1 = :v1');
    expect(placeholders.path(['a', 'z', 3])).toBe('#n0.#n2[3]');
    expect(placeholders.names).toEqual({ '#n0': 'a', '#n1': 'b', '#n2': 'z' });
    expect(placeholders.values).toEqual({ ':v0': { N: '1' }, ':v1': { N: '1' } });
  });

  test('empty maps are undefined, which the service wants', () => {
    expect(new Placeholders()).toMatchObject({ names: undefined, values: undefined });
  });

  test('what was taken from a builder does not change with it', () => {
    const placeholders = new Placeholders();
    placeholders.name('a');
    const { names } = placeholders;
    placeholders.name('b');
    expect(names).toEqual({ '#n0': 'a' });
  });
});

describe('every node', () => {
  test.each<[string, tree.ConditionNode]>([
    ['#n0 <> :v0', tree.compare('ne', path('a'), value)],
    ['size(#n0) >= size(:v0)', tree.compare('ge', tree.sizeOf(path('a')), tree.sizeOf(value))],
    ['#n0 BETWEEN :v0 AND #n1', tree.between(path('a'), value, path('b'))],
    ['#n0 IN (:v0, #n1)', tree.isIn(path('a'), [value, path('b')])],
    ['attribute_exists(#n0.#n1)', tree.attributeExists(path('a', 'b'))],
    ['attribute_not_exists(#n0)', tree.attributeNotExists(path('a'))],
    ['attribute_type(#n0, :v0)', tree.hasType(path('a'), 'NS')],
    ['begins_with(#n0, :v0)', tree.beginsWith(path('a'), value)],
    ['contains(#n0, :v0)', tree.contains(path('a'), value)],
  ])('%s', (text, node) => {
    expect(render(node).expression).toBe(text);
  });
});

describe('parentheses are there where they are needed, and nowhere else', () => {
  test.each<[string, tree.ConditionNode]>([
    ['#n0 = :v0 OR #n1 = :v1 AND #n2 = :v2', tree.or(a, tree.and(b, c))],
    ['(#n0 = :v0 OR #n1 = :v1) AND #n2 = :v2', tree.and(tree.or(a, b), c)],
    ['NOT (#n0 = :v0 AND #n1 = :v1)', tree.not(tree.and(a, b))],
    ['NOT (#n0 = :v0 OR #n1 = :v1)', tree.not(tree.or(a, b))],
    ['NOT #n0 = :v0 AND #n1 = :v1', tree.and(tree.not(a), b)],
    ['NOT #n0 BETWEEN :v0 AND :v1 AND #n1 = :v2', tree.and(tree.not(tree.between(path('a'), value, value)), b)],
    ['#n0 = :v0 AND #n1 = :v1 AND #n2 = :v2', tree.and(tree.and(a, b), c)],
  ])('%s', (text, node) => {
    expect(render(node).expression).toBe(text);
  });
});

describe('an IN of more than 100 operands', () => {
  const many = (count: number) =>
    tree.isIn(
      path('a'),
      Array.from({ length: count }, (_, i) => tree.literal({ N: String(i) })),
    );

  test('is several, none of them too long, and loses no operand', () => {
    const { expression: text, values } = render(many(250));
    const lists = text.split(' OR ');
    expect(lists.map(list => list.split(',').length)).toEqual([100, 100, 50]);
    expect(Object.values(values ?? {})).toEqual(Array.from({ length: 250 }, (_, i) => ({ N: String(i) })));
  });

  test('of exactly 100 is one', () => {
    expect(render(many(100)).expression).not.toContain('OR');
  });

  test('holds together inside NOT and AND', () => {
    const { expression: text, names = {}, values = {} } = render(tree.and(tree.not(many(101)), b));
    expect(text).toMatch(/^NOT \(#n0 IN .* OR #n0 IN \(:v100\)\) AND #n1 = :v101$/);
    // The values are AttributeValues already.
    const parsed = parseCondition(expression(text, { names, values }), each => each as never);
    expect(parsed).toMatchObject({ kind: 'and', operands: [{ kind: 'not', operand: { kind: 'or' } }, b] });
  });
});
