import { appendFileSync } from 'node:fs';
import { it } from '@jest/globals';
import { runSchedule } from './run-schedule.js';
import { useSimulatedTime } from './simulated-time.js';

useSimulatedTime();
const log = (t: string) => appendFileSync('/tmp/sim-report.txt', t);
it('r', async () => {
  const t = performance.now();
  let n = 0;
  for (let s = 1; s < 20000 && performance.now() - t < 110000; s++) {
    if (s % 500 === 0) log(`${s} ${(s * 1000) / (performance.now() - t)}/s ${n}\n`);
    await runSchedule(s).then(
      r => (n += r.pointersMade),
      e => log(`    ${String(e.message).slice(0, 3500)}\n`),
    );
  }
}, 600000);
