import { RequestError } from '../errors.js';

/**
 * The error of a write that was sent before, with its answer lost, and that failed afterwards in a way that says nothing of that send: it may still arrive, and take effect.
 *
 * @param what the write, and its rows
 * @param cause why it failed afterwards
 */
export function lostAnswer(what: string, operation: string, table: string, cause: unknown): RequestError {
  const message =
    `The answer of ${what} in table ${table} was lost, and what was tried since failed: the write may have taken effect, or may yet. ` +
    `Read before you write again. ${cause instanceof Error ? cause.message : ''}`.trimEnd();
  const code = cause instanceof RequestError ? cause.code : 'REQUEST_FAILED';
  return new RequestError(code, message, operation, table, 'unknown', { cause });
}
