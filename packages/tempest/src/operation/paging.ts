import { checkTimeout } from './call-options.js';
import { checkCallOptions } from './check-call-options.js';
import type { Page, PageRead } from './page.js';
import { PageLine, type PageRequest } from './page-line.js';
import { DEFAULT_MAX_PAGE_BYTES, positiveInteger } from './read-page.js';
import type { WatchedOperation } from './watched-operation.js';

/** Options of what reads page after page. */
export interface PagingOptions {
  /** Stop after so many items, counted after every filter. Default: no limit. */
  readonly limit?: number;
  /**
   * Fetch the next page while the caller is busy with this one, and while archived items of this one are read. A caller who stops early has then paid for one page more
   * than was asked for, or, where items are archived, up to four. Default: true where items are iterated; where pages are, only while archived items are read.
   */
  readonly prefetch?: boolean;
}

interface PagesOptions extends PagingOptions {
  readonly initialOffset?: string | undefined;
  readonly maxPageBytes?: number | undefined;
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What is paged. */
export interface PagingCall {
  /** The options that the call has; `undefined` where they were checked before. */
  readonly names?: Readonly<Record<string, true>>;
  /** Whether it prefetches unless it is told. Default: while archived items are read. */
  readonly prefetch?: boolean;
  /** Archived rows that are read at once. Default: none ever is. */
  readonly concurrency?: number | undefined;
  /** Begins to follow it, when the first page is asked for. Default: nobody does. */
  readonly follow?: (() => WatchedOperation) | undefined;
}

/** Page after page, in order. When it ends, by whatever cause, nothing is under way any more: pages that were being read ahead are aborted and waited for. */
export async function* pagesOf<E>(
  begin: (request: PageRequest) => Promise<PageRead<E>>,
  options: PagesOptions = {},
  call: PagingCall = {},
): AsyncGenerator<Page<E>, void, undefined> {
  if (call.names) checkCallOptions(options, call.names);
  const { initialOffset, limit, prefetch, maxPageBytes, timeoutMs, signal } = options;
  if (timeoutMs !== undefined) checkTimeout(timeoutMs); // before a request is on its way
  const line = new PageLine(begin, {
    initialOffset,
    limit: limit === undefined ? undefined : positiveInteger('limit', limit),
    prefetch: prefetch ?? call.prefetch ?? 'hydrating',
    concurrency: call.concurrency ?? 0,
    maxBytes: maxPageBytes ?? DEFAULT_MAX_PAGE_BYTES,
    timeoutMs,
    signal,
  });
  const operation = call.follow?.();
  const take = (): Promise<Page<E> | undefined> => (operation ? operation.within(() => line.take()) : line.take());
  let failure: unknown;
  try {
    for (let page = await take(); page; page = await take()) yield page;
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    await line.close();
    operation?.end(failure);
  }
}

/** Item after item. One that could not be read throws, as there is no page to report it in. */
export async function* contentsOf<E>(pages: AsyncIterable<Page<E>>): AsyncGenerator<E, void, undefined> {
  for await (const page of pages) {
    yield* page.contents;
    if (page.failures[0]) throw page.failures[0].error;
  }
}
