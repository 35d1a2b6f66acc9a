import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { IdempotencyTokenError, TransactionWriteSet } from '@tempest-ts/tempest';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../test-support/start-test-servers.js';
import { emptyMusicDb } from '../src/empty-music-db.js';

let servers: LocalServers;

beforeAll(async () => {
  servers = await startTestServers();
});

afterAll(() => servers.stop());

it('has a transaction on a class with generated dates repeated as the same set, and refuses one that is made anew', async () => {
  let seconds = 0;
  const clock = (): Date => {
    seconds += 1;
    return new Date(Date.UTC(2026, 0, 1, 0, 0, seconds));
  };
  const db = await emptyMusicDb(servers, 'token', clock);
  const key = db.music.playlistInfo.key({ playlistToken: 'evening' });
  await db.music.playlistInfo.save({ playlistToken: 'evening', playlistName: 'Evening', playlistTracks: [] });
  const entry = { albumToken: 'kind-of-blue', trackToken: '0001' };
  const request = (): TransactionWriteSet =>
    new TransactionWriteSet().update(key, u => u.playlistTracks.append(entry)).idempotencyToken('request-1');
  const set = request();
  await db.transactionWrite(set);
  await db.transactionWrite(set);
  await expect(db.transactionWrite(request())).rejects.toThrow(IdempotencyTokenError);
  expect((await db.music.playlistInfo.load(key))?.playlistTracks).toHaveLength(1);
});
