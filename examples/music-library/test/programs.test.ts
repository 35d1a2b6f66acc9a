import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { LocalServers } from '@tempest-ts/testing';
import { startTestServers } from '../../../test-support/start-test-servers.js';
import { emptyMusicDb } from '../src/empty-music-db.js';
import { PROGRAMS } from '../src/programs.js';

let servers: LocalServers;

beforeAll(async () => {
  servers = await startTestServers();
});

afterAll(() => servers.stop());

const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'data-modelling': [
    'music_items (partition_key, sort_key), indexes genre_album_index, artist_album_index, label_album_index, album_track_title_index',
    'Kind of Blue, 1959, by Miles Davis',
    '1. So What',
    '2. Freddie Freeloader',
    'Miles Davis: Kind of Blue, Milestones',
    'the table is as it is declared: true',
  ],
  crud: [
    'saved Blue Train',
    'loaded Blue Train, Blue Train',
    'no such album: undefined',
    'added again: false',
    'corrected to Hard bop, label undefined',
    'took Blue Train',
    'added after that: true',
  ],
  'query-and-scan': [
    'tracks: So What, Freddie Freeloader, Blue in Green, All Blues, Flamenco Sketches',
    'by title: Flamenco Sketches, Freddie Freeloader',
    '2 to 4: Freddie Freeloader, Blue in Green, All Blues',
    'after 3: All Blues, Flamenco Sketches',
    'last two: Flamenco Sketches, All Blues',
    'long: Freddie Freeloader, All Blues',
    'long, by an expression: Freddie Freeloader, All Blues',
    'page by page: 5 tracks',
    'run length: 2744 seconds',
    'first long one: All Blues',
    'on Columbia: Kind of Blue, Milestones',
    'counted: 5 tracks',
    'scanned: 16 tracks, in parallel 16',
  ],
  batch: ['playlist: Lazy Bird, Blue in Green', 'one of each: Blue Train (Blue Train)', 'wrote 30 takes: true', 'deleted them again: true'],
  transactions: [
    'version 3: So What, Lazy Bird',
    'not added: operations[1], checkCondition of AlbumTrack: the condition does not hold: there is no such item',
    'version 5: 12 tracks',
    'released twice: operations[0], save of AlbumInfo: the condition does not hold of the stored item',
  ],
  'optimistic-locking': [
    'made version 1',
    'made again: expected version none, stored is 1',
    'renamed: version 2',
    'saved as first read: expected version 1, stored is 2',
    'updated as first read: expected version 1, stored is 2',
    'deleted as first read: expected version 1, stored is 2',
    'two at once: version 4',
  ],
  testing: ['Untitled: 1 tracks, version 1', 'Untitled: 2 tracks, version 2'],
};

describe('the programs of the guides', () => {
  it('are those that are expected', () => {
    expect(Object.keys(PROGRAMS)).toEqual(Object.keys(EXPECTED));
  });

  it.each(Object.entries(PROGRAMS))('%s', async (name, program) => {
    expect(await program(await emptyMusicDb(servers, name))).toEqual(EXPECTED[name]);
  });
});
