import { BatchWriteSet } from '@tempest-ts/tempest';
import { trackToken } from './album-track.js';
import type { MusicDb } from './music-db.js';

interface SampleAlbum {
  readonly token: string;
  readonly title: string;
  readonly artist: string;
  readonly released: string;
  readonly label: string;
  /** Titles, and run lengths in seconds. */
  readonly tracks: readonly (readonly [string, number])[];
}

const SAMPLE_ALBUMS: readonly SampleAlbum[] = [
  {
    token: 'kind-of-blue',
    title: 'Kind of Blue',
    artist: 'Miles Davis',
    released: '1959-08-17',
    label: 'Columbia',
    tracks: [
      ['So What', 562],
      ['Freddie Freeloader', 586],
      ['Blue in Green', 337],
      ['All Blues', 693],
      ['Flamenco Sketches', 566],
    ],
  },
  {
    token: 'milestones',
    title: 'Milestones',
    artist: 'Miles Davis',
    released: '1958-09-02',
    label: 'Columbia',
    tracks: [
      ['Dr. Jekyll', 347],
      ["Sid's Ahead", 779],
      ['Two Bass Hit', 311],
      ['Milestones', 343],
      ['Billy Boy', 439],
      ['Straight, No Chaser', 643],
    ],
  },
  {
    token: 'blue-train',
    title: 'Blue Train',
    artist: 'John Coltrane',
    released: '1958-01-01',
    label: 'Blue Note',
    tracks: [
      ['Blue Train', 643],
      ["Moment's Notice", 550],
      ['Locomotion', 434],
      ["I'm Old Fashioned", 478],
      ['Lazy Bird', 420],
    ],
  },
];

/** Three albums and their tracks. */
export async function saveSampleAlbums(db: MusicDb): Promise<void> {
  const set = new BatchWriteSet();
  for (const { token, title, artist, released, label, tracks } of SAMPLE_ALBUMS) {
    set.clobber(
      db.music.albumInfo.create({
        albumToken: token,
        albumTitle: title,
        artistName: artist,
        releaseDate: new Date(released),
        genreName: 'Jazz',
        labelName: label,
      }),
      ...tracks.map(([trackTitle, runLength], place) =>
        db.music.albumTracks.create({ albumToken: token, trackToken: trackToken(place + 1), trackTitle, runLength }),
      ),
    );
  }
  const result = await db.batchWrite(set);
  if (!result.isSuccessful) throw new Error(`${result.unprocessedClobbers.length} sample items were not written`);
}
