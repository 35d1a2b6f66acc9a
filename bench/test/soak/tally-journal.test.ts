import { expect, it } from '@jest/globals';
import { TallyJournal } from '../../src/soak/tally-journal.js';

it('misses a count that was acknowledged and lost, and one that nobody made', () => {
  const journal = new TallyJournal();
  journal.begin('1', 'w0', 3, 1, 10);
  const fault = (count: number, from: number, to: number) => journal.fault(3, ['w0'], { w0: count }, from, to);
  expect(fault(0, 11, 12)).toBeUndefined();
  expect(fault(1, 11, 12)).toBeUndefined();
  journal.end('1', 'applied', 20);
  expect(fault(0, 21, 22)).toMatch(/tally 3 shows 0 of w0/);
  expect(fault(0, 15, 22)).toBeUndefined(); // it began before the answer came
  expect(fault(2, 21, 22)).toMatch(/counted from 1 to 1/);
  journal.begin('2', 'w0', 3, 2, 30);
  journal.end('2', 'unknown', 31);
  expect([1, 2].map(count => fault(count, 40, 41))).toEqual([undefined, undefined]);
});
