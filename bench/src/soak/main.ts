// Writers, readers, archivers, a sweeper and a restorer on one table, while servers and processes fail: npm run soak -- --seconds 120
import { describeMachine } from '../measure/machine.js';
import { readOptions, type SoakOptions } from './options.js';
import { report, totals } from './report.js';
import { soak } from './soak.js';
import { startSoakServers } from './soak-servers.js';

const LEFT_BEHIND_MS = 10_000;

function optionsOrExit(): SoakOptions {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
}

const options = optionsOrExit();
const { seconds, seed, bug } = options;
const servers = await startSoakServers(process.env);
console.log(
  `${seconds} s, --seed ${seed}${bug === undefined ? '' : `, with the planted bug ${bug}`}\nMachine: ${describeMachine()}\n${servers.description}`,
);
try {
  const result = await soak(options, servers);
  console.log(report(result));
  const sums = totals(result);
  const idle = ['writes applied', 'reads', 'items archived', 'items restored'].filter(what => !sums.get(what));
  if (idle.length > 0) console.log(`The run shows nothing: ${idle.join(', ')} none. Give it more seconds.`);
  if (result.violations.length > 0 || idle.length > 0) process.exitCode = 1;
} finally {
  await servers.stop();
}
// Nothing is left that keeps this process alive, or there is something wrong with how it ends.
setTimeout(() => {
  console.log(`LEFT BEHIND: ${process.getActiveResourcesInfo().join(', ')}`);
  process.exit(1);
}, LEFT_BEHIND_MS).unref();
