import { Attribute } from '@tempest-ts/tempest';
import { calendarDay } from './calendar-day.js';

// #region album-info
export class AlbumInfo {
  @Attribute({ name: 'partition_key', prefix: 'ALBUM_' }) albumToken!: string;
  @Attribute({ name: 'sort_key', prefix: 'INFO_' }) readonly sortKey = '';
  @Attribute({ name: 'album_title' }) albumTitle!: string;
  @Attribute({ name: 'artist_name' }) artistName!: string;
  @Attribute({ name: 'release_date', codec: calendarDay }) releaseDate!: Date;
  @Attribute({ name: 'genre_name' }) genreName!: string;
  @Attribute({ name: 'label_name', prefix: 'L_', allowEmpty: true }) labelName?: string;
}
// #endregion
