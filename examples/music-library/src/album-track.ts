import { Attribute } from '@tempest-ts/tempest';

// #region album-track
export class AlbumTrack {
  @Attribute({ name: 'partition_key', prefix: 'ALBUM_' }) albumToken!: string;
  @Attribute({ name: 'sort_key', prefix: 'TRACK_' }) trackToken!: string;
  @Attribute({ name: 'track_title' }) trackTitle!: string;
  /** In seconds: a number sorts and compares as such. */
  @Attribute({ name: 'run_length' }) runLength!: number;
  @Attribute({ name: 'track_description' }) trackDescription?: string;

  trackNumber(): number {
    return Number(this.trackToken);
  }
}

/** The third track is `0003`: strings of one length sort as their numbers do. */
export const trackToken = (trackNumber: number): string => String(trackNumber).padStart(4, '0');
// #endregion
