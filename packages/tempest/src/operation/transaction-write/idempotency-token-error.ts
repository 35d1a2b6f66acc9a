import { TempestError, type TempestErrorOptions } from '../../errors.js';

/** An idempotency token was used for another transaction in the last ten minutes: nothing was written. */
export class IdempotencyTokenError extends TempestError {
  readonly code = 'IDEMPOTENCY_TOKEN_REUSED';
  readonly token: string;

  constructor(message: string, token: string, options?: TempestErrorOptions) {
    super(message, options);
    this.token = token;
  }
}
