import type { HydrationFailureReason } from '../errors.js';

/** Why a pointer could not be followed. The row may have moved on meanwhile: it is read again before anybody is told. */
export class PointerReadError extends Error {
  readonly reason: HydrationFailureReason;
  readonly s3Key: string;

  constructor(reason: HydrationFailureReason, message: string, s3Key: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
    this.s3Key = s3Key;
  }
}
