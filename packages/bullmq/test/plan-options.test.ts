import { expect, it } from '@jest/globals';
import { type PlanJobOptions, readPlanOptions, storePlanOptions } from '../src/plan-options.js';

it('come back from JSON as they were, with dates, bytes and whole numbers of any size', () => {
  const options: PlanJobOptions = {
    segments: 4,
    minItemBytes: 1_024,
    earliestPlausible: new Date('1999-12-31T23:59:59.999Z'),
    ageIndexes: [
      { index: 'by_created', table: 'notes', partitions: ['group1', 2n ** 70n, 1.5, new Uint8Array([0, 255])] },
      { index: 'by_day' },
    ],
  };
  const read = readPlanOptions(JSON.parse(JSON.stringify(storePlanOptions(options))));
  expect(read).toMatchObject({ segments: 4, minItemBytes: 1_024, earliestPlausible: options.earliestPlausible });
  const [byCreated, byDay] = read.ageIndexes ?? [];
  const [text, large, real, bytes] = byCreated?.partitions ?? [];
  expect({ ...byCreated, partitions: [text, large, real] }).toEqual({
    index: 'by_created',
    table: 'notes',
    partitions: ['group1', 2n ** 70n, 1.5],
  });
  expect([...(bytes as Uint8Array)]).toEqual([0, 255]);
  expect(byDay).toEqual({ index: 'by_day' });
  expect(readPlanOptions(JSON.parse(JSON.stringify(storePlanOptions({}))))).toEqual({});
});
