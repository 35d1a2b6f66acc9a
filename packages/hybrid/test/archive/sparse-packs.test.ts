import { gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { HybridConfig } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { landingTimer } from '../support/landing-timer.js';
import { type SlowScans, slowScans } from '../support/slow-scans.js';
import { Stage, young } from '../support/stage.js';

const MINUTE_MS = 60_000;

let servers: LocalServers;
let stage: Stage;
let slow: SlowScans | undefined;

beforeAll(async () => {
  servers = await startLocalServers();
});
beforeEach(async () => {
  stage = await Stage.create(servers);
});
afterEach(() => {
  slow?.stop();
  slow = undefined;
});
afterAll(() => servers.stop());

const config = (more: HybridConfig['archivalConfig'] = {}) => ({
  archivalConfig: { layout: 'packed' as const, segments: 1, maxAttemptAge: { hours: 1 }, recordRuns: false, ...more },
});
const isArchived = async (id: string): Promise<boolean> => (await stage.row(id))?.s3Archive !== undefined;
const isInPack = async (id: string): Promise<boolean> => (await stage.row(id))?.s3Archive?.M?.o !== undefined;
const packs = async (): Promise<readonly string[]> => (await stage.objects()).filter(key => key.startsWith('packs/'));

async function saveYoung(...ids: readonly string[]): Promise<void> {
  for (const id of ids) await stage.db.users.sessions.save({ ...stage.key(id), sessionData: id, createdAt: young });
}

/** Ids of the items that any pack holds. */
async function packedIds(): Promise<readonly string[]> {
  const texts = await Promise.all((await packs()).map(async key => gunzipSync((await stage.object(key)).bytes).toString()));
  return texts.flatMap(text => text.split('\n').filter(Boolean)).map(line => JSON.parse(line).sort_key);
}

/** Behind the first row there are hours of others, none of which takes long by itself. */
const tenMinutesEach = (count: number): number => (count === 1 ? 0 : 10 * MINUTE_MS);
/** Between two old items the scan hangs for longer than an attempt may last. */
const hoursBetween = (count: number): number => (count === 2 ? 120 * MINUTE_MS : 0);

describe('an old item far from any other', () => {
  it('is archived while the scan goes on, rather than grow too old with it', async () => {
    await stage.save('a');
    await saveYoung('b', 'c', 'd', 'e', 'f', 'g', 'h', 'i');
    slow = slowScans(servers.dynamoDb, tenMinutesEach);
    expect(await stage.with(config()).archiveOldData()).toMatchObject({ itemsArchived: 1, errorCount: 0, complete: true });
    slow.stop();
    expect(await isArchived('a')).toBe(true);
  });

  it('is not kept back to the end of a run that has little time, and its checkpoint passes it', async () => {
    await stage.save('a');
    await saveYoung('b', 'c', 'd', 'e', 'f', 'g', 'h', 'i');
    const abort = new AbortController();
    slow = slowScans(servers.dynamoDb, async count => {
      if (count < 8) return count === 1 ? 0 : 4_000;
      for (let looks = 0; looks < 100 && !(await isArchived('a')); looks += 1) await new Promise(resolve => setTimeout(resolve, 20));
      abort.abort();
      return 0;
    });
    const db = stage.with(config());
    const result = await db.archiveOldData({ signal: abort.signal, deadline: new Date(Date.now() + 40_000) });
    slow.stop();
    expect(result).toMatchObject({ itemsArchived: 1, errorCount: 0, complete: false, stopped: 'signal' });
    const rest = await db.archiveOldData({ resumeFrom: result.checkpoint });
    expect(rest).toMatchObject({ itemsArchived: 0, complete: true });
    expect(rest.rowsScanned).toBeLessThan(9);
  });

  it('is not kept back to the end of a migration that has little time, and its checkpoint passes it', async () => {
    await stage.archive('a');
    await saveYoung('b', 'c', 'd', 'e', 'f', 'g', 'h', 'i');
    const abort = new AbortController();
    slow = slowScans(servers.dynamoDb, async count => {
      if (count < 8) return count === 1 ? 0 : 4_000;
      for (let looks = 0; looks < 100 && !(await isInPack('a')); looks += 1) await new Promise(resolve => setTimeout(resolve, 20));
      abort.abort();
      return 0;
    });
    const db = stage.with(config());
    const result = await db.migrateArchive({ signal: abort.signal, timeoutMs: 40_000 });
    slow.stop();
    expect(result).toMatchObject({ itemsMigrated: 1, errorCount: 0, complete: false, stopped: 'signal' });
    expect(await db.migrateArchive({ resumeFrom: result.checkpoint })).toMatchObject({ itemsMigrated: 0, itemsCurrent: 0, complete: true });
  });

  it('is migrated when the end of the time comes near, and its checkpoint passes it', async () => {
    await stage.archive('a');
    await saveYoung('b', 'c', 'd');
    const timer = landingTimer(30_000);
    slow = slowScans(servers.dynamoDb, count => {
      if (count === 3) timer.fire();
      return 0;
    });
    const db = stage.with(config());
    const result = await db.migrateArchive({ timeoutMs: 30_000 }).finally(() => timer.stop());
    slow.stop();
    expect(result).toMatchObject({ itemsMigrated: 1, errorCount: 0, complete: false, stopped: 'deadline' });
    expect(await db.migrateArchive({ resumeFrom: result.checkpoint })).toMatchObject({ itemsMigrated: 0, itemsCurrent: 0, complete: true });
  });

  it('is migrated while the scan goes on', async () => {
    await stage.archive('a');
    await stage.with(config()).migrateArchive();
    await stage.archive('b', 'c');
    await stage.with({ archivalConfig: { layout: 'packed', packKeyTemplate: 'packs/{run}/{attempt}.gz' } }).migrateArchive();
    // Now all but the first are where they should be.
    await stage.save('a');
    await stage.db.archiveOldData();
    await saveYoung('d', 'e', 'f', 'g', 'h', 'i');
    slow = slowScans(servers.dynamoDb, tenMinutesEach);
    const result = await stage.with(config({ packKeyTemplate: 'packs/{run}/{attempt}.gz' })).migrateArchive();
    expect(result).toMatchObject({ itemsMigrated: 1, itemsCurrent: 2, errorCount: 0, complete: true });
  });
});

describe('an item whose attempt has ended', () => {
  it('is stored by no pack that another would still go into: its row may be erased by now', async () => {
    await stage.save('a', 'c');
    await saveYoung('b');
    slow = slowScans(servers.dynamoDb, hoursBetween);
    const result = await stage.with(config()).archiveOldData();
    slow.stop();
    expect(result).toMatchObject({ itemsArchived: 1, errorCount: 1, complete: true });
    expect(result.errors[0]?.cause).toMatchObject({ code: 'ATTEMPT_EXPIRED', outcome: 'not-applied' });
    expect(await packedIds()).toEqual(['c']);
    expect(await isArchived('a')).toBe(false);
    expect(await isArchived('c')).toBe(true);
  });

  it('is migrated into no pack either', async () => {
    await stage.archive('a', 'c');
    await saveYoung('b');
    slow = slowScans(servers.dynamoDb, hoursBetween);
    const result = await stage.with(config()).migrateArchive();
    slow.stop();
    expect(result).toMatchObject({ itemsMigrated: 1, errorCount: 1, complete: true });
    expect(result.errors[0]?.cause).toMatchObject({ code: 'ATTEMPT_EXPIRED', outcome: 'not-applied' });
    expect(await packedIds()).toEqual(['c']);
  });
});
