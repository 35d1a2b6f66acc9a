// One process of the bench: loads the jobs' modules that it is sent, runs them one after the other, and answers each with what it measured.
import { profiled } from '../measure/profiled.js';
import type { JobModule } from './suite.js';
import type { WorkerAnswer, WorkerTask } from './worker-protocol.js';

const say = (answer: WorkerAnswer): void => {
  process.send?.(answer);
};

process.on('message', async ({ id, module, args, profileFolder }: WorkerTask) => {
  try {
    const { measure } = (await import(module)) as JobModule<object>; // every job names a module that exports `measure`
    say({ measured: await profiled(id, profileFolder, () => measure(args)) });
  } catch (error) {
    say({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
// The harness has ended or has no more to do; what a module left open must not keep the process.
process.on('disconnect', () => process.exit());
