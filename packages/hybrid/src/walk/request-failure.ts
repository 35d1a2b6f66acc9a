import { RequestError } from '@tempest-ts/tempest';

/** Whether the same request may succeed in a moment: DynamoDB throttled it, failed, or was not heard of; or a transaction had the item, as users' do while others move it. */
export function isTransientRequest(error: unknown): boolean {
  if (!(error instanceof RequestError)) return false;
  if (error.code === 'THROTTLED' || error.code === 'WRITE_CONFLICT') return true;
  const status = (error.cause as { readonly $metadata?: { readonly httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;
  return error.code === 'REQUEST_FAILED' && (status === undefined || status >= 500);
}

export function isThrottled(error: unknown): boolean {
  return error instanceof RequestError && error.code === 'THROTTLED';
}

/** Whether the SDK sent a request more than once: the server was too busy for it, whether it said so or not. */
export function wasSentAgain(output: { readonly $metadata?: { readonly attempts?: number | undefined } }): boolean {
  return (output.$metadata?.attempts ?? 1) > 1;
}

/** Whether no other item would fare better: each would leave another object behind that no row names. */
export function isHopelessRequest(error: unknown): boolean {
  return error instanceof RequestError && (error.code === 'ACCESS_DENIED' || error.code === 'TABLE_NOT_FOUND');
}
