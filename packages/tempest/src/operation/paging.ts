import type { Page } from './page.js';

/** Page after page, each fetched when it is asked for. */
export async function* pagesOf<E>(
  fetch: (offset: string | undefined) => Promise<Page<E>>,
  initialOffset: string | undefined,
): AsyncGenerator<Page<E>, void, undefined> {
  let offset = initialOffset;
  do {
    const page = await fetch(offset);
    yield page;
    offset = page.offset;
  } while (offset !== undefined);
}

/** Item after item. */
export async function* contentsOf<E>(pages: AsyncIterable<Page<E>>): AsyncGenerator<E, void, undefined> {
  for await (const page of pages) yield* page.contents;
}
