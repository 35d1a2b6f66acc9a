import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ArchiveQueue } from '@tempest-ts/bullmq';
import { connect } from './connect.js';

const { values: flags } = parseArgs({
  options: {
    /** A cron pattern: has runs begin by it from now on, instead of one now. */
    schedule: { type: 'string' },
    segments: { type: 'string' },
  },
});
const segments = flags.segments === undefined ? {} : { segments: Number(flags.segments) };
const { db, redis, close } = connect(process.env);
const queue = new ArchiveQueue(db, { connection: redis });
try {
  if (flags.schedule) {
    await queue.schedule({ pattern: flags.schedule, timeZone: 'UTC', ...segments });
    console.log(`Runs begin by ${flags.schedule}, UTC, from now on.`);
  } else {
    const run = await queue.start(segments);
    if (!run) console.log('No table holds anything that may be archived.');
    for (let running = run !== undefined; running; ) {
      const { state, shards, report } = await queue.status(run ?? '');
      running = state === 'running';
      console.log(`${shards.done} of ${shards.done + shards.left} shards done`);
      if (report)
        console.log(`Archived ${report.itemsArchived} items, ${report.errorCount} errors${report.complete ? '' : ', not complete'}`);
      if (state === 'failed' || state === 'unknown' || report?.complete === false) process.exitCode = 1;
      if (running) await sleep(1_000);
    }
  }
} finally {
  await queue.close();
  close();
}
