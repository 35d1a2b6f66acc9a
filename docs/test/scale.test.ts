import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { moveCost, type PerItem, planWorkers } from '../snippets/scale.js';

const ITEMS = 10e9;
const packed: PerItem = { bytes: 1_000, pointerBytes: 270, storedBytes: 200, writeUnits: 1, puts: 1 / 2_000 };
const page = readFileSync(join(__dirname, '../scale.md'), 'utf8');
const dollars = (value: number): string => `$${Math.round(value).toLocaleString('en-US')}`;

it('the page says what the move costs', () => {
  const {
    monthlyBefore,
    monthlyAfter,
    moveCost: move,
    savedShare,
    paybackMonths = 0,
    readUnits,
    writeUnits,
    puts,
  } = moveCost(ITEMS, packed);
  expect(page).toContain(`| table before | 11 TB | ${dollars(monthlyBefore)} a month |`);
  expect(page).toContain(`| ${(readUnits / 1e9).toFixed(2)} billion read units | ${dollars(readUnits * 0.125e-6)} |`);
  expect(page).toContain(`| ${writeUnits / 1e9} billion write units | ${dollars(writeUnits * 0.625e-6)} |`);
  expect(page).toContain(`| ${puts / 1e6} million puts | ${dollars(puts * 5e-6)} |`);
  expect(page).toContain(`| the move | | ${dollars(move)} |`);
  expect(page).toContain(`${dollars(monthlyAfter)} a month, ${Math.round(savedShare * 100)} % less |`);
  expect(page).toContain(`| paid back | | after ${paybackMonths.toFixed(1)} months |`);
  const single = moveCost(ITEMS, { ...packed, storedBytes: 440, puts: 1 });
  expect(page).toContain(
    `the puts alone are ${dollars(single.puts * 5e-6)}, and the move is paid back after ${single.paybackMonths?.toFixed(0)} months`,
  );
});

it('and how long it takes, and whom', () => {
  const { days, workers, shards, calls, lambda, transitions, machines } = planWorkers(ITEMS, packed);
  expect(page).toContain(
    `| workers at once | ${workers} calls (\`maxConcurrency\`) | ${workers} processes on ${workers / 4} machines of 4 cores |`,
  );
  expect(page).toContain(`| shards | ${shards.toLocaleString('en-US')} of 256 MiB |`);
  expect(page).toContain(`${calls.toLocaleString('en-US')} calls at most`);
  expect(page).toContain(`| time | ${days.toFixed(1)} days | ${days.toFixed(1)} days |`);
  expect(page).toContain(`| compute | ${dollars(lambda)} of Lambda | ${dollars(machines)} of c7g.xlarge |`);
  expect(page).toContain(`| orchestration | $${transitions.toFixed(2)} of state transitions |`);
});
