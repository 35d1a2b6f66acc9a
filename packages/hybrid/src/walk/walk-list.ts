import type { ListedObject } from '../store/archive-store.js';
import type { RunPosition } from './run-position.js';

/** How a list is gone through. */
export interface ListWalk {
  /** The list's name in the run's position. */
  readonly name: string;
  readonly position: RunPosition;
  readonly signal: AbortSignal;
  /** The list's pages, behind a key. */
  readonly pages: (after: string | undefined) => AsyncIterable<readonly ListedObject[]>;
  readonly handle: (page: readonly ListedObject[]) => Promise<void>;
  /** Told after each page. */
  readonly onPage: () => Promise<void> | void;
}

/** Goes over a list of objects, page by page, from where an earlier run came to. A page that an abort came into is gone over again by the next. */
export async function walkList({ name, position, signal, pages, handle, onPage }: ListWalk): Promise<void> {
  const { done, after } = position.list(name);
  if (done) return;
  for await (const page of pages(after)) {
    await handle(page);
    if (signal.aborted) return;
    const last = page.at(-1);
    if (last) position.setList(name, { done: false, after: last.key });
    await onPage();
  }
  if (signal.aborted) return;
  position.setList(name, { done: true, after: undefined });
  await onPage();
}
