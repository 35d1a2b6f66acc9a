import type { Row } from '@tempest-ts/tempest/extend';
import { partId, type ReadPart } from './read-part.js';
import type { TablePosition } from './run-position.js';

/** What a walk needs to know of a page. */
export interface PartPage {
  /** Rows that DynamoDB looked at. */
  readonly scanned: number;
  /** Where the next page begins; `undefined`: this was the last. */
  readonly last: Row | undefined;
}

/** How a table is gone over. */
export interface PartWalk<Page extends PartPage> {
  readonly parts: readonly ReadPart[];
  /** Where the walk begins, and then where it is. */
  readonly position: TablePosition;
  /** Parts that are read at once. */
  readonly workers: number;
  /** Whether nothing new is to begin. */
  readonly isStopped: () => boolean;
  /** One page; `undefined`: the part is given up, and the others are read on. */
  readonly read: (part: ReadPart, start: Row | undefined) => Promise<Page | undefined>;
  /**
   * Deals with a page. The part's next page waits for it, so that no more than a page of each part is ever held. `'left'`: not with all of it, so whoever resumes
   * reads the page again.
   */
  readonly handle: (page: Page) => Promise<'done' | 'left'>;
  /** A page is dealt with. */
  readonly onPage: () => Promise<void> | void;
  /** The walk fails: what is under way is to end. */
  readonly fail: (error: unknown) => void;
}

/**
 * Goes over what is left of a table, its parts side by side.
 *
 * @throws what the first of its steps to fail threw
 */
export async function walkParts<Page extends PartPage>(walk: PartWalk<Page>): Promise<void> {
  const { parts, position, workers, isStopped, fail } = walk;
  const left = parts.filter(part => !position.parts.get(partId(part))?.done);
  let failure: { readonly error: unknown } | undefined;
  const work = async (): Promise<void> => {
    try {
      for (let part = left.shift(); part && !isStopped(); part = left.shift()) await walkPart(walk, part);
    } catch (error) {
      failure ??= { error };
      fail(error);
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, left.length) }, work));
  if (failure) throw failure.error;
}

async function walkPart<Page extends PartPage>(
  { position, isStopped, read, handle, onPage }: PartWalk<Page>,
  part: ReadPart,
): Promise<void> {
  const id = partId(part);
  let start = position.parts.get(id)?.after;
  while (!isStopped()) {
    const page = await read(part, start);
    if (!page || isStopped()) return;
    if ((await handle(page)) === 'left') return;
    position.rowsScanned += page.scanned;
    position.parts.set(id, { done: page.last === undefined, after: page.last });
    await onPage();
    if (page.last === undefined) return;
    start = page.last;
  }
}
