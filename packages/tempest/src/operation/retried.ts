import { TempestError } from '../errors.js';
import type { Observer } from './observer.js';
import type { RetryEvent } from './request-event.js';

/** What tells whoever listens of each retry, given what failed; `undefined` where nobody does. */
export function retriedBy(observer: Observer | undefined, about: Omit<RetryEvent, 'code'>): ((cause: unknown) => void) | undefined {
  return (
    observer &&
    (cause =>
      observer.retried({ ...about, code: cause instanceof TempestError ? cause.code : cause instanceof Error ? cause.name : undefined }))
  );
}
