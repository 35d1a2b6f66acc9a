import { expect, it } from '@jest/globals';
import type { ArchiveShard, CheckpointStore } from '@tempest-ts/hybrid';
import type { Command } from '@tempest-ts/testing/simulator';
import fc from 'fast-check';
import { MemoryRun } from '../support/memory-run.js';

const ITEMS = 40;
const CONCURRENCY = 4;

type Send = (command: Command) => Promise<object>;

/** Checkpoints outside of all workers. */
class Checkpoints {
  readonly #texts = new Map<string, string>();

  of({ id }: ArchiveShard): CheckpointStore {
    return {
      load: async () => this.#texts.get(id),
      save: async text => void this.#texts.set(id, text),
      clear: async () => void this.#texts.delete(id),
    };
  }
}

const smallPages = (command: Command): Command => {
  if (command.constructor.name === 'ScanCommand') Object.assign(command.input, { Limit: 5 });
  return command;
};

/** One call of a shard by a process that is killed at its `dies`th request: that one is sent or not, and nothing that it does comes back. */
async function work(run: MemoryRun, shard: ArchiveShard, checkpoint: CheckpointStore, { dies, sends }: Death): Promise<void> {
  let requests = 0;
  let die = (): void => undefined;
  const killed = new Promise<void>(resolve => {
    die = resolve;
  });
  const never = new Promise<object>(() => undefined);
  const through = (command: Command, send: Send): Promise<object> => {
    requests += 1;
    if (requests < dies) return send(smallPages(command)).then(answer => (requests < dies ? answer : never));
    if (requests === dies && sends) void send(command).catch(() => undefined);
    setImmediate(die);
    return never;
  };
  await Promise.race([killed, run.another(through).archiveShard(shard, { checkpoint })]);
}

interface Death {
  readonly dies: number;
  readonly sends: boolean;
}

const death = fc.record({ dies: fc.integer({ min: 1, max: 120 }), sends: fc.boolean() });
/** What happens at the same time: some calls of some shards, of which most are killed. */
const round = fc.array(fc.record({ shard: fc.nat({ max: 3 }), death }), { minLength: 1, maxLength: 3 });

it.each(['single', 'packed'] as const)(
  'killed anywhere, shards with layout %s are gone on from by any other worker, and nothing is lost or stored in vain',
  async layout => {
    await fc.assert(
      fc.asyncProperty(fc.array(round, { maxLength: 4 }), async rounds => {
        const run = new MemoryRun({ items: ITEMS, config: { layout, concurrency: CONCURRENCY } });
        const shards = await run.db.planShards({ segments: 4 });
        const checkpoints = new Checkpoints();
        for (const calls of rounds)
          await Promise.all(
            calls.map(({ shard: index, death: its }) => {
              const shard = shards[index];
              return shard && work(run, shard, checkpoints.of(shard), its);
            }),
          );
        for (const shard of shards) {
          const result = await run.another().archiveShard(shard, { checkpoint: checkpoints.of(shard) });
          expect(result).toMatchObject({ complete: true, errorCount: 0 });
        }
        expect(run.pointers).toBe(ITEMS);
        for (let index = 0; index < ITEMS; index += 1) {
          const key = { userId: `user${index}`, sessionId: `s${index}` };
          expect(await run.db.users.sessions.load(key)).toMatchObject({ sessionData: `data of ${index}` });
        }
        // Beyond one for each item: those on their way when a worker was killed, and those of two calls of one shard at the same time.
        const calls = rounds.flat().length;
        const sideBySide = rounds.reduce((sum, round) => sum + round.length - new Set(round.map(({ shard }) => shard)).size, 0);
        const most = layout === 'packed' ? shards.length + calls : ITEMS + calls * CONCURRENCY + sideBySide * ITEMS;
        expect(run.objects.filter(key => !key.startsWith('tempest~')).length).toBeLessThanOrEqual(most);
      }),
      { numRuns: 25 },
    );
  },
);
