import { expect, it } from '@jest/globals';
import { memoryFault } from '../../src/soak/memory.js';

const MIB = 1024 * 1024;
const processOf = (heldMib: readonly number[], peakMib = 100) => ({
  name: 'reader 0',
  record: { counts: {}, peakRssBytes: peakMib * MIB, heldBytes: heldMib.map(mib => mib * MIB) },
});

it('a process that holds more and more is told of, also where it breathes', () => {
  expect(memoryFault(processOf([20, 24, 22, 26, 24, 30, 33, 30, 35]))).toContain('11 MiB more');
});

it('one that breathes is not', () => {
  expect(memoryFault(processOf([20, 31, 22, 20, 30, 21, 22, 20, 31]))).toBeUndefined();
});

it('nothing is said of one that lived for a moment', () => {
  expect(memoryFault(processOf([20, 40, 60]))).toBeUndefined();
});

it('one that took more than its heap explains is told of, however short its life', () => {
  expect(memoryFault(processOf([], 400))).toContain('400 MiB');
});
