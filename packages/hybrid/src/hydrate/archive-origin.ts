/** Where an item that was read came from. */
export interface ArchiveOrigin {
  readonly s3Key: string;
  readonly bucketName: string;
  readonly archivedAt: Date | undefined;
  /** Bytes of the object in S3. */
  readonly storedBytes: number;
}

/** One for all loaded copies of this package; items that are let go leave it. */
const REGISTRY = Symbol.for('@tempest-ts/archive-origins');

function origins(): WeakMap<object, ArchiveOrigin> {
  const holder = globalThis as { [REGISTRY]?: WeakMap<object, ArchiveOrigin> };
  holder[REGISTRY] ??= new WeakMap();
  return holder[REGISTRY];
}

/** Remembers where an item came from. */
export function rememberOrigin(item: object, origin: ArchiveOrigin): void {
  origins().set(item, origin);
}

/**
 * Where an item that was read from a hybrid database came from; `undefined` for one that DynamoDB held whole.
 *
 * @example
 * const session = await db.users.sessions.load(key);
 * if (session && archiveOf(session)) metrics.increment('cold-read');
 */
export function archiveOf(item: object): ArchiveOrigin | undefined {
  return origins().get(item);
}
