import { describe } from '../../codec/describe-value.js';
import { ConfigurationError } from '../../errors.js';

/** Characters of an idempotency token (API reference, TransactWriteItems, ClientRequestToken). */
const MAX_TOKEN_LENGTH = 36;

/** Refuses `undefined` too: whoever passes a token that came out undefined takes the transaction for one that can be repeated. */
export function checkIdempotencyToken(token: unknown): void {
  if (typeof token === 'string' && token !== '' && token.length <= MAX_TOKEN_LENGTH) return;
  const what = typeof token === 'string' ? `has ${token.length}` : `is ${describe(token)}`;
  throw new ConfigurationError(`An idempotency token is a string of 1 to ${MAX_TOKEN_LENGTH} characters, as a UUID is; this ${what}.`);
}
