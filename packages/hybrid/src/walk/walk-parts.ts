import type { Row } from '@tempest-ts/tempest/extend';
import { type Dealt, type DealtLater, PagesInOrder, type PartPage } from './pages-in-order.js';
import { partId, type ReadPart } from './read-part.js';
import type { TablePosition } from './run-position.js';

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
   * Deals with a page. The part's next page waits for it, so that no more than a page of each part is ever held, but for what is dealt with later. `'left'`: not
   * with all of it, so whoever resumes reads the page again.
   */
  readonly handle: (page: Page, part: ReadPart) => Promise<Dealt | DealtLater>;
  /** No more pages come: what waits for some is not to wait any longer. */
  readonly flush?: (() => void) | undefined;
  /** A page of the part of this name is dealt with, and the position says so. */
  readonly onPage: (part: string) => Promise<void> | void;
  /** The walk fails: what is under way is to end. */
  readonly fail: (error: unknown) => void;
}

/**
 * Goes over what is left of a table, its parts side by side.
 *
 * @throws what the first of its steps to fail threw
 */
export async function walkParts<Page extends PartPage>(walk: PartWalk<Page>): Promise<void> {
  const { parts, position, workers, isStopped, fail, flush } = walk;
  const left = parts.filter(part => !position.parts.get(partId(part))?.done);
  let failure: { readonly error: unknown } | undefined;
  const failed = (error: unknown): void => {
    failure ??= { error };
    fail(error);
  };
  const all: PagesInOrder[] = [];
  const work = async (): Promise<void> => {
    for (let part = left.shift(); part && !isStopped(); part = left.shift()) {
      const id = partId(part);
      const pages = new PagesInOrder(async ({ scanned, last }) => {
        position.rowsScanned += scanned;
        position.parts.set(id, { done: last === undefined, after: last });
        await walk.onPage(id);
      });
      all.push(pages);
      await walkPart(walk, part, pages);
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, left.length) }, () => work().catch(failed)));
  flush?.();
  await Promise.all(all.map(pages => pages.end().catch(failed)));
  if (failure) throw failure.error;
}

async function walkPart<Page extends PartPage>(
  { position, isStopped, read, handle }: PartWalk<Page>,
  part: ReadPart,
  pages: PagesInOrder,
): Promise<void> {
  let start = position.parts.get(partId(part))?.after;
  while (!isStopped() && !pages.isStuck) {
    const page = await read(part, start);
    if (!page || isStopped()) return;
    await pages.add(page, await handle(page, part));
    if (page.last === undefined) return;
    start = page.last;
  }
}
