/** A controller of one call's own. */
export interface LinkedAbort {
  readonly controller: AbortController;
  /** Ends the link, so that a signal that outlives many calls holds none of them. */
  release(): void;
}

/** A controller that aborts when the given signal does, with its reason, and can abort by itself. */
export function linkedAbort(signal: AbortSignal | undefined): LinkedAbort {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal?.reason);
  if (signal?.aborted) abort();
  else signal?.addEventListener('abort', abort, { once: true });
  return { controller, release: () => signal?.removeEventListener('abort', abort) };
}
