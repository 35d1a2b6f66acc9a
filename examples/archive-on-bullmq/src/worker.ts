import { ArchiveWorker } from '@tempest-ts/bullmq';
import { connect } from './connect.js';

const { db, redis, close } = connect(process.env);
const worker = new ArchiveWorker(db, {
  connection: redis,
  onRun: ({ run, itemsArchived, errorCount }) => console.log(`Run ${run}: archived ${itemsArchived} items, ${errorCount} errors`),
  onError: error => console.error(error.message),
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await worker.close(); // the shard under way goes back to the queue, with its place
    close();
  });
}
await worker.ready();
console.log('Taking shards');
