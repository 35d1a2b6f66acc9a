import { appendFileSync } from 'node:fs';
import { it } from '@jest/globals';
import { runSchedule } from './run-schedule.js';
import { useSimulatedTime } from './simulated-time.js';

useSimulatedTime();
const log = (t: string) => appendFileSync('/tmp/sim-report.txt', t);
it('r', async () => {
  const t = performance.now();
  for (let s = 1; s < 6000 && performance.now() - t < 100000; s++) {
    if (s % 500 === 0) log(`${s} ${(s * 1000) / (performance.now() - t)}/s\n`);
    await runSchedule(s).catch(e => log(`    ${String(e.message).split('\n')[0]!.slice(0, 350)}\n`));
  }
}, 600000);
