import { convertToAttr } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { ExpressionSyntaxError } from '../../src/expression/expression-syntax-error.js';
import { parseCondition } from '../../src/expression/parse-condition.js';
import { type ExpressionOptions, expression } from '../../src/expression/raw-expression.js';
import { render } from '../../src/expression/render.js';
import * as tree from '../../src/expression/tree.js';
import { validateCondition } from '../../src/expression/validate-condition.js';
import { condition } from './arbitraries.js';
import { accepted, forgiven, label, refused } from './expressions.js';

const { path } = tree;
const five = tree.literal({ N: '5' });
const isFive = (name: string) => tree.compare('eq', path(name), five);

function parse(text: string, options: ExpressionOptions = { values: { ':v': 5 } }): tree.ConditionNode {
  return parseCondition(expression(text, options), convertToAttr);
}

function errorOf(text: string, options?: ExpressionOptions): ExpressionSyntaxError {
  try {
    parse(text, options);
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) return error;
    throw error;
  }
  throw new Error(`nothing is wrong with ${text}`);
}

describe('every production becomes its node', () => {
  test.each([
    ['a = :v', tree.compare('eq', path('a'), five)],
    ['a <> :v', tree.compare('ne', path('a'), five)],
    ['a < b', tree.compare('lt', path('a'), path('b'))],
    ['a <= :v', tree.compare('le', path('a'), five)],
    [':v > a', tree.compare('gt', five, path('a'))],
    ['a >= size(b)', tree.compare('ge', path('a'), tree.sizeOf(path('b')))],
    ['a BETWEEN b AND :v', tree.between(path('a'), path('b'), five)],
    ['a IN (:v)', tree.isIn(path('a'), [five])],
    ['a IN (:v, b, size(c))', tree.isIn(path('a'), [five, path('b'), tree.sizeOf(path('c'))])],
    ['attribute_exists(a.b)', tree.attributeExists(path('a', 'b'))],
    ['attribute_not_exists(a)', tree.attributeNotExists(path('a'))],
    ['begins_with(a, b)', tree.beginsWith(path('a'), path('b'))],
    ['contains(a, :v)', tree.contains(path('a'), five)],
    ['a.b[0][12].c = :v', tree.compare('eq', path('a', 'b', 0, 12, 'c'), five)],
    ['(a) = (:v)', isFive('a')],
    ['NOT a = :v', tree.not(isFive('a'))],
    ['NOT NOT NOT a = :v', tree.not(isFive('a'))],
    ['size(a) = :v', tree.compare('eq', tree.sizeOf(path('a')), five)],
    ['size = :v', isFive('size')],
    ['attribute_exists = :v', isFive('attribute_exists')],
  ])('%s', (text, node) => {
    expect(parse(text, text.includes(':v') ? undefined : {})).toEqual(node);
  });

  test('attribute_type', () => {
    expect(parse('attribute_type(a, :t)', { values: { ':t': 'NS' } })).toEqual(tree.hasType(path('a'), 'NS'));
  });
});

describe('precedence', () => {
  const [a, b, c] = [isFive('a'), isFive('b'), isFive('c')];

  test.each([
    ['a = :v OR b = :v AND c = :v', tree.or(a, tree.and(b, c))],
    ['a = :v AND b = :v OR c = :v', tree.or(tree.and(a, b), c)],
    ['(a = :v OR b = :v) AND c = :v', tree.and(tree.or(a, b), c)],
    ['NOT a = :v AND b = :v', tree.and(tree.not(a), b)],
    ['NOT (a = :v AND b = :v)', tree.not(tree.and(a, b))],
    ['not a = :v or Not b = :v', tree.or(tree.not(a), tree.not(b))],
    ['a BETWEEN :v AND :v AND b = :v', tree.and(tree.between(path('a'), five, five), b)],
    ['a = :v OR (b = :v OR c = :v)', tree.or(a, b, c)],
  ])('%s', (text, node) => {
    expect(parse(text)).toEqual(node);
  });
});

describe('placeholders', () => {
  test('a name stands for one segment, whatever characters it has', () => {
    const options = { names: { '#a': 'x.y[0]', '#b': 'constructor' }, values: { ':v': 5 } };
    expect(parse('#a.#b[1] = :v', options)).toEqual(tree.compare('eq', path('x.y[0]', 'constructor', 1), five));
  });

  test('a value is encoded once, however often it is used', () => {
    const encode = jest.fn(() => ({ N: '5' }));
    parseCondition(expression('a = :v OR b = :v', { values: { ':v': 5 } }), encode);
    expect(encode).toHaveBeenCalledTimes(1);
  });

  test('what the encoder throws passes through', () => {
    const failure = new Error('a Date needs a type');
    const encode = () => {
      throw failure;
    };
    expect(() => parseCondition(expression('a = :v', { values: { ':v': new Date(0) } }), encode)).toThrow(failure);
  });

  test.each<[string, ExpressionOptions, string]>([
    ['a = :w', { values: {} }, '":w" is not in "values"'],
    ['a = :w', { values: { w: 1 } }, 'Write the key as ":w"'],
    ['a = :w', { values: { ':w': undefined } }, '":w" is undefined in "values"'],
    ['#a = b', { names: {} }, '"#a" is not in "names"'],
    ['#a = b', { names: { a: 'x' } }, 'Write the key as "#a"'],
    ['#a = b', { names: { '#a': '' } }, '"#a" must stand for an attribute name'],
    ['#toString = b', {}, '"#toString" is not in "names"'],
    ['a = b', { names: { '#a': 'x' }, values: { ':b': 1, c: 2 } }, 'does not use "#a", ":b", "c"'],
  ])('%s with %j is an error that names the placeholder', (text, options, message) => {
    expect(errorOf(text, options).message).toContain(message);
  });

  test('options that change after the call change nothing', () => {
    const values: Record<string, unknown> = { ':v': 5 };
    const raw = expression('a = :v', { values });
    values[':v'] = 6;
    expect(parseCondition(raw, convertToAttr)).toEqual(isFive('a'));
  });
});

describe('errors', () => {
  test.each([
    ['a = = :v', 4],
    ['a = :v AND', 10],
    ['a', 1],
    ['', 0],
    ['a AND b = :v', 2],
    ['a = :v b = :v', 7],
    ['a IN (:v,)', 9],
    ['a IN :v', 5],
    ['a[x] = :v', 2],
    ['a.[0] = :v', 2],
    ['a = :v AND (b = :v', 18],
    ['a = :v AND SIZE(b) = :v', 11],
    ['a = :v AND size(b)', 18],
    ['a = :v AND b = contains(c, :v)', 15],
    ['a = :v\nAND b != :v', 13],
    ['a = :v AND 😀 = :v', 11],
    ['a = :v AND b = :w', 15],
    ['a = :v OR b = b', 10],
    ['a = :v OR begins_with(b, :v)', 10],
    ['in (a, b) = :v', 0],
    ['size(size(a)) = :v', 0],
  ])('%j fails at %i', (text, position) => {
    const error = errorOf(text);
    expect(error).toMatchObject({ code: 'EXPRESSION_SYNTAX', expression: text, position });
    expect(error.message).toContain(`position ${position}`);
  });

  test('the message points at the place, in a long text with line ends too', () => {
    const text = `${'a = :v AND\n'.repeat(20)}b == :v AND ${'c = :v AND '.repeat(20)}d = :v`;
    const [, shown = '', marker = ''] = errorOf(text).message.split('\n');
    expect(shown.slice(marker.indexOf('^') - 5)).toMatch(/^D b == :v AND c = :v/);
  });

  test.each([
    ['a = "x" OR a = :v', 'give its value in "values"'],
    ['a != :v', '"<>"'],
    ['Attribute_Exists(a) OR a = :v', 'write attribute_exists()'],
    ['starts_with(a, :v)', 'There are attribute_exists'],
    ['size(a) AND a = :v', 'a comparator after the operand'],
    ['or = :v', 'For an attribute called "or"'],
    ['a-b = :v', 'needs a placeholder'],
    ['# = :v', 'letters, digits and underscores'],
    ['attribute_type(a, :v)', 'one of S, N, B'],
    ['contains(a)', 'takes 2 operands, not 1'],
    ['attribute_exists(:v)', 'takes an attribute'],
  ])('%s says what to do', (text, remedy) => {
    expect(errorOf(text).message).toContain(remedy);
  });

  test.each(refused.map(text => [label(text), text]))('%s is refused', (_, text) => {
    expect(errorOf(text)).toBeInstanceOf(ExpressionSyntaxError);
  });

  test.each([...accepted, ...forgiven].map(text => [label(text), text]))('%s is taken', (_, text) => {
    expect(() => parse(text)).not.toThrow();
  });
});

describe('hostile input cannot exhaust the stack or the time', () => {
  test.each([
    ['open parentheses', '('.repeat(4096)],
    ['nested conditions', `${'('.repeat(2000)}a = :v${')'.repeat(2000)}`],
    ['nested operands', `a = ${'('.repeat(2000)}:v${')'.repeat(2000)}`],
    ['nested functions', 'size('.repeat(800)],
    ['brackets', `a${'[0]'.repeat(1300)} = :v`],
    ['dots', `a${'.a'.repeat(2000)} = :v`],
    ['a megabyte', 'a = :v OR '.repeat(100_000)],
    ['no expression at all', ' '.repeat(4000)],
  ])('%s', (_, text) => {
    expect(errorOf(text)).toBeInstanceOf(ExpressionSyntaxError);
  });

  test('a thousand NOTs are none', () => {
    expect(parse(`${'NOT '.repeat(1000)}a = :v`)).toEqual(isFive('a'));
  });

  test('random text is parsed or refused, and nothing else', () => {
    const tokens = [
      'a',
      '#a',
      ':v',
      '(',
      ')',
      '[',
      ']',
      '.',
      ',',
      '=',
      '<>',
      'AND',
      'or',
      'Not',
      'between',
      'IN',
      'size',
      '0',
      ' ',
      '\n',
      'é',
      "'",
    ];
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.constantFrom(...tokens), { maxLength: 40 }).map(each => each.join('')),
    );
    fc.assert(
      fc.property(text, each => {
        try {
          parse(each, { values: { ':v': 5 }, names: { '#a': 'a' } });
        } catch (error) {
          expect(error).toBeInstanceOf(ExpressionSyntaxError);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

test('what is rendered is parsed to the same tree', () => {
  const valid = condition.filter(node => {
    try {
      validateCondition(node);
      return true;
    } catch {
      return false;
    }
  });
  fc.assert(
    fc.property(valid, node => {
      const { expression: text, names = {}, values = {} } = render(node);
      // The values are AttributeValues already.
      expect(parseCondition(expression(text, { names, values }), value => value as never)).toEqual(node);
    }),
    { numRuns: 3000 },
  );
});
