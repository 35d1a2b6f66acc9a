import { RequestError } from '../errors.js';
import { type RequestDescription, requestError } from './request-error.js';

/** Sends one request; what the SDK throws becomes an error of the library, with the SDK's as `cause`. */
export async function send<Output>(
  request: RequestDescription & { readonly signal?: AbortSignal | undefined },
  run: (options: { readonly abortSignal?: AbortSignal }) => Promise<Output>,
): Promise<Output> {
  if (request.signal?.aborted) {
    const message = `${request.operation} on table ${request.table} was aborted before it was sent.`;
    throw new RequestError('ABORTED', message, request.operation, request.table, 'not-applied', { cause: request.signal.reason });
  }
  try {
    return await run(request.signal ? { abortSignal: request.signal } : {});
  } catch (cause) {
    throw requestError(cause, request);
  }
}
