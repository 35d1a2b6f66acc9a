import { figures, ratio } from '../../src/harness/format.js';
import { pointsOf, spreadOf } from '../../src/harness/spread.js';
import type { Sample } from '../../src/harness/suite.js';

const sample = (round: number, x: number, cpuMs: number | string): Sample => ({ job: 'j', round, subject: 's', x, values: { cpuMs } });

it('takes the middle of an odd number of rounds, and the mean of the two middle ones of an even number', () => {
  expect(spreadOf([sample(0, 1, 9), sample(1, 1, 1), sample(2, 1, 2)], 'cpuMs')).toEqual({ median: 2, min: 1, max: 9, rounds: 3 });
  expect(spreadOf([sample(0, 1, 4), sample(1, 1, 2)], 'cpuMs').median).toBe(3);
});

it('says that nothing was measured, rather than 0', () => {
  const { median } = spreadOf([sample(0, 1, 'text')], 'cpuMs');
  expect(figures({ median, min: median, max: median, rounds: 0 })).toBe('–');
  expect(ratio(1, median)).toBe('–');
});

it('orders points by number, not by text', () => {
  expect(pointsOf([sample(0, 100, 1), sample(0, 20, 2)], 's', 'cpuMs').map(({ x }) => x)).toEqual([20, 100]);
});
