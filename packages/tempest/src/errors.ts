/** What every error of the library carries besides its message: the data that caused it, as fields. */
export interface TempestErrorOptions {
  /** The error underneath, kept as `cause`. */
  readonly cause?: unknown;
}

/**
 * The base of every error that the library throws. `code` is a literal that never changes; the message says what to do.
 *
 * @example
 * try { await db.users.sessions.save(session) } catch (error) {
 *   if (error instanceof TempestError && error.code === 'ITEM_TOO_LARGE') splitUp(session);
 * }
 */
export abstract class TempestError extends Error {
  abstract readonly code: string;

  constructor(message: string, options: TempestErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = new.target.name;
  }
}
