import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { beginsWith, CheckpointError, type CheckpointOptions, type CheckpointStore, ConfigurationError } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { limitPages } from '../support/limit-pages.js';
import { Stage } from '../support/stage.js';

let servers: LocalServers;
let stage: Stage;
let stop = (): void => undefined;

beforeAll(async () => {
  servers = await startLocalServers();
});
beforeEach(async () => {
  stage = await Stage.create(servers);
  await stage.archive('a', 'b', 'c', 'd');
  stop = limitPages(servers.dynamoDb, 1);
});
afterEach(() => stop());
afterAll(() => servers.stop());

/** A store that tells what it was asked for. */
function storeOf(text?: string): {
  readonly store: CheckpointStore;
  readonly kept: () => string | undefined;
  readonly saves: () => number;
} {
  let kept = text;
  let saves = 0;
  const store: CheckpointStore = {
    load: async () => kept,
    save: async saved => {
      saves += 1;
      kept = saved;
    },
    clear: async () => {
      kept = undefined;
    },
  };
  return { store, kept: () => kept, saves: () => saves };
}

type Options = CheckpointOptions & { readonly dryRun?: boolean; readonly signal?: AbortSignal; readonly onProgress?: () => void };
const one = () => stage.with({ archivalConfig: { segments: 1, concurrency: 1 } });

const RUNS: Readonly<
  Record<string, (options: Options) => Promise<{ readonly complete: boolean; readonly checkpoint: string | undefined }>>
> = {
  'restore of everything': options => one().restore('all', options),
  releaseRestored: options => one().releaseRestored(options),
  refreshPointers: options => one().refreshPointers(options),
  verifyArchive: ({ dryRun: _, ...options }) => one().verifyArchive(options),
  sweepOrphans: options => one().sweepOrphans(options),
};

describe.each(Object.entries(RUNS))('a run of %s', (name, run) => {
  beforeEach(async () => {
    if (name === 'releaseRestored') await stage.db.restore('all');
  });

  it('keeps how far it is as it goes, not only when it ends, and forgets that when it is through', async () => {
    const { store, kept, saves } = storeOf();
    const seen: (string | undefined)[] = [];
    const killed = run({
      checkpoints: store,
      onProgress: () => {
        seen.push(kept());
        throw new Error('the process dies here');
      },
    });
    await expect(killed).rejects.toThrow('dies here');
    expect(saves()).toBe(1);
    expect(seen[0]).toContain('"version":1');
    expect(kept()).toBe(seen[0]);
    expect(await run({ checkpoints: store })).toMatchObject({ complete: true });
    expect(kept()).toBeUndefined();
  });

  it('that is stopped leaves where the next goes on', async () => {
    const { store, kept } = storeOf();
    const abort = new AbortController();
    const stopped = await run({ checkpoints: store, signal: abort.signal, onProgress: () => abort.abort() });
    expect(stopped.complete).toBe(false);
    expect(kept()).toBe(stopped.checkpoint);
  });

  it('takes no store that is none', async () => {
    await expect(run({ checkpoints: {} as never })).rejects.toThrow(ConfigurationError);
  });
});

describe('a dry run', () => {
  it.each(Object.entries(RUNS).filter(([name]) => name !== 'verifyArchive'))(
    'of %s leaves no checkpoint that changes would begin at',
    async (name, run) => {
      if (name === 'releaseRestored') await stage.db.restore('all');
      const { store, saves } = storeOf();
      const abort = new AbortController();
      const dry = await run({ dryRun: true, checkpoints: store, signal: abort.signal, onProgress: () => abort.abort() });
      expect(dry.complete).toBe(false);
      expect(saves()).toBe(0);
      await expect(run({ resumeFrom: dry.checkpoint })).rejects.toThrow(CheckpointError);
      await expect(run({ resumeFrom: dry.checkpoint })).rejects.toThrow(/that of a dry run, which changed nothing/);
      expect(await run({ dryRun: true, resumeFrom: dry.checkpoint })).toMatchObject({ complete: true });
    },
  );

  it('of archiving or migrating leaves none either, and tells what is left of a run that was stopped', async () => {
    await stage.save('e', 'f');
    const dry = await one().archiveOldDataDryRun({ maxItems: 1 });
    expect(dry).toMatchObject({ complete: false });
    await expect(one().archiveOldData({ resumeFrom: dry.checkpoint })).rejects.toThrow(/that of a dry run/);
    const packed = stage.with({ archivalConfig: { segments: 1, layout: 'packed' } });
    const planned = await packed.migrateArchive({ dryRun: true, maxItems: 1 });
    await expect(packed.migrateArchive({ resumeFrom: planned.checkpoint })).rejects.toThrow(/that of a dry run/);
    const first = await one().archiveOldData({ maxItems: 1 });
    expect(first).toMatchObject({ itemsArchived: 1, complete: false });
    expect(await one().archiveOldDataDryRun({ resumeFrom: first.checkpoint })).toMatchObject({ itemsArchived: 1, complete: true });
  });
});

describe('a restore of a condition', () => {
  it('goes on only with the same, and not where a dry run came to', async () => {
    const { store, kept } = storeOf();
    const keptAtFirst: string[] = [];
    const db = one();
    const target = { view: db.users.sessions, condition: beginsWith({ userId: 'user' }) };
    await db.restore(target, { checkpoints: store, onProgress: ({ checkpoint }) => void keptAtFirst.push(checkpoint ?? '') });
    expect(kept()).toBeUndefined();
    // A finished one's own leads past everything.
    expect(await db.restore(target, { resumeFrom: keptAtFirst.at(-1) })).toMatchObject({ itemsProcessed: 0, complete: true });
    await expect(db.restore('all', { resumeFrom: keptAtFirst.at(-1) })).rejects.toThrow(CheckpointError);
    await expect(db.restore(target, { resumeFrom: 'nonsense' })).rejects.toThrow(CheckpointError);
    const dry: string[] = [];
    await db.restore(target, { dryRun: true, onProgress: ({ checkpoint }) => void dry.push(checkpoint ?? '') });
    await expect(db.restore(target, { resumeFrom: dry.at(-1) })).rejects.toThrow(/that of a dry run/);
    const keys = [db.users.sessions.key(stage.key('a'))];
    await expect(db.restore(keys, { checkpoints: store })).rejects.toThrow(/does not go with keys/);
  });
});
