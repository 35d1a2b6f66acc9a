import { randomUUID } from 'node:crypto';
import {
  Attribute,
  beginsWith,
  collection,
  Discriminator,
  Entity,
  type Generated,
  inlineView,
  LogicalDb,
  logicalTable,
  oneOf,
  ValidationError,
} from '@tempest-ts/tempest';
import { z } from 'zod';

// #region schema
@Entity({
  schema: z.object({
    title: z.string().min(1),
    rating: z.int().min(1).max(5),
    state: z.enum(['draft', 'public']).optional(),
  }),
  validate: 'readAndWrite',
})
class Review {
  @Attribute({ name: 'partition_key' }) shelf!: string;
  @Attribute({ name: 'sort_key', prefix: 'REVIEW_' }) id: Generated<string> = randomUUID();
  @Attribute() title!: string;
  @Attribute() rating!: number;
  @Attribute() state?: 'draft' | 'public' = 'draft';
}
// #endregion

// #region classes
abstract class Medium {
  @Attribute({ name: 'partition_key' }) shelf!: string;
  @Attribute({ name: 'sort_key', prefix: 'MEDIUM_' }) token!: string;
  @Discriminator({ name: 'medium_type' }) readonly mediumType!: string;
  @Attribute() title!: string;
}

export class Album extends Medium {
  override readonly mediumType = 'album';
  @Attribute() tracks!: number;
}

export class Film extends Medium {
  override readonly mediumType = 'film';
  @Attribute() minutes!: number;
}
// #endregion

// #region views
const key = ['shelf', 'token'] as const;

export class ShelfDb extends LogicalDb {
  shelves = logicalTable({
    name: 'shelves',
    views: {
      albums: inlineView(Album, { key }),
      films: inlineView(Film, { key }),
      media: inlineView(oneOf(Album, Film), { key }),
      reviews: inlineView(Review, { key: ['shelf', 'id'] }),
      all: collection(oneOf(Album, Film, Review), { key: ['shelf'] }),
    },
  });
}
// #endregion

export async function review({ shelves }: ShelfDb): Promise<readonly unknown[]> {
  // #region check
  const saved = await shelves.reviews.save({ shelf: 'jazz', title: 'Calm', rating: 5 }); // a draft, with an id
  try {
    await shelves.reviews.save({ ...saved, rating: 6, state: 'public' });
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return [saved.state, saved.id, error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)];
  }
  // #endregion
  return [];
}

export async function show({ shelves }: ShelfDb): Promise<readonly string[]> {
  // #region use
  const { albums, films, media, all } = shelves;
  await albums.save({ shelf: 'jazz', token: 'kind-of-blue', title: 'Kind of Blue', tracks: 5 });
  await films.save({ shelf: 'jazz', token: 'lift', title: 'Lift to the Scaffold', minutes: 91 });

  await films.load({ shelf: 'jazz', token: 'kind-of-blue' }); // undefined: it is an album
  const found = await media.load({ shelf: 'jazz', token: 'kind-of-blue' }); // Album | Film | undefined
  if (found?.mediumType === 'album') found.tracks; // the compiler knows that it is an album

  const titles: string[] = [];
  for await (const item of all.queryAllContents(beginsWith({ shelf: 'jazz' }), {
    filter: i => i.title.beginsWith('K').or(i.title.contains('a')),
  })) {
    titles.push(`${item.constructor.name}: ${item.title}`);
  }
  // #endregion
  return titles;
}
