// #region empty-music-db
import { LogicalDb } from '@tempest-ts/tempest';
import type { LocalServers } from '@tempest-ts/testing';
import { MusicDb } from './music-db.js';

/** A database with tables of its own, so that several may use one server. */
export async function emptyMusicDb(servers: LocalServers, prefix: string, clock?: () => Date): Promise<MusicDb> {
  const options = { tableNameResolver: (name: string) => `${prefix}_${name}`, ...(clock && { clock }) };
  await servers.createTables(MusicDb, options);
  return LogicalDb.create(MusicDb, servers.dynamoDb, options);
}
// #endregion
