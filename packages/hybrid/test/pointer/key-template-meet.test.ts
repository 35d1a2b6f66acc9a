import fc from 'fast-check';
import { templatesCouldMeet } from '../../src/pointer/key-template-meet.js';
import { parseKeyTemplate } from '../../src/pointer/key-template-parse.js';

const meet = (a: string, b: string, tableA = 'users', tableB = 'orders') =>
  templatesCouldMeet(parseKeyTemplate(a).bind(tableA), parseKeyTemplate(b).bind(tableB));

describe('two templates of one db', () => {
  it.each([
    ['{pk}/{sk}', '{sk}/{pk}'],
    ['{pk}', 'users'],
    ['a/{pk}', '{pk}/a'],
    ['{pk}.json', '{pk}'],
    ['{yyyy}/{pk}', '{pk}/{yyyy}'],
    ['{yyyy}/{pk}', '2023/{pk}'],
    ['{MM}{dd}/{pk}', '{yyyy}/{pk}'],
    ['a{pk}b', 'ab{pk}'],
  ])('could meet: %p and %p', (a, b) => {
    expect(meet(a, b)).toBe(true);
    expect(meet(b, a)).toBe(true);
  });

  it.each([
    ['users/{pk}', 'orders/{pk}'],
    ['{table}/{pk}', '{table}/{pk}'],
    ['{pk}', '{pk}/{sk}'],
    ['{pk}.json', '{pk}.gz'],
    ['{yyyy}/{pk}', '{yyyy}/{MM}/{pk}'],
    ['{yyyy}/{pk}', 'x023/{pk}'],
    ['{yyyy}/{pk}', '{MM}/{pk}'],
    ['{pk}#{sk}', '{pk}={sk}'],
    ['a{pk}', 'a'],
    ['é/{pk}', '{sk}/{pk}'],
  ])('never meet: %p and %p', (a, b) => {
    expect(meet(a, b)).toBe(false);
    expect(meet(b, a)).toBe(false);
  });

  it('of tables whose names differ only in what is escaped do not meet', () => {
    expect(meet('{table}/{pk}', '{table}/{pk}', 'a.b', 'a_b')).toBe(false);
    expect(meet('{table}/{pk}', '{table}/{pk}', 'same', 'same')).toBe(true);
  });

  it('whose {table} is not bound yet could be any table', () => {
    expect(templatesCouldMeet(parseKeyTemplate('{table}/{pk}'), parseKeyTemplate('users/{pk}'))).toBe(true);
  });

  it('are never said not to meet when one key is rendered by both', () => {
    const piece = fc.constantFrom('{pk}', '{sk}', '{yyyy}', '{MM}', '{dd}', '{table}', '/', 'a', '1', '20', '.', '%', '#', 'é');
    const values = fc.constantFrom('a', '1', '20', '2012', 'a1', '.', '%', '/', 'é', 'aa', '1a', '12', '0112');
    const dates = fc.constantFrom('2012-01-12', '2020-12-20', '1111-11-11').map(text => new Date(`${text}T00:00:00Z`));
    const source = fc.record({ partitionKey: values.map(S => ({ S })), sortKey: values.map(S => ({ S })), timestamp: dates });
    // The second template differs from the first in one piece: two that share nothing hardly ever collide.
    const pair = fc.tuple(fc.array(piece, { minLength: 1, maxLength: 5 }), fc.nat(), piece).map(([pieces, at, other]) => {
      const changed = pieces.with(at % pieces.length, other);
      return [pieces.join(''), changed.join('')] as const;
    });
    let collisions = 0;
    fc.assert(
      fc.property(
        pair.filter(([a, b]) => a !== b && parses(a) && parses(b)),
        fc.array(source, { minLength: 30, maxLength: 30 }),
        ([first, second], sources) => {
          const [a, b] = [parseKeyTemplate(first).bind('a1'), parseKeyTemplate(second).bind('a1')];
          const keys = new Set(sources.map(each => a.render({ ...each, table: 'a1' }, '')));
          if (!sources.some(each => keys.has(b.render({ ...each, table: 'a1' }, '')))) return;
          collisions++;
          expect(templatesCouldMeet(a, b)).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
    expect(collisions).toBeGreaterThan(50);
  });

  it('are compared in no time when they are long', () => {
    const long = (end: string) => `${Array.from({ length: 200 }, (_, index) => (index % 2 ? '{pk}' : '{sk}')).join('/a/')}/${end}`;
    const started = performance.now();
    expect(meet(long('x'), long('y'))).toBe(false);
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});

function parses(template: string): boolean {
  try {
    parseKeyTemplate(template);
    return true;
  } catch {
    return false;
  }
}
