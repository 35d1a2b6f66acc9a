import type { ArchiveStore, ListedVersion, VersionPosition } from '../store/archive-store.js';

/** Every version under a prefix, a page at a time. */
export async function* listPages(
  store: ArchiveStore,
  prefix: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly ListedVersion[], void, undefined> {
  let from: VersionPosition | undefined;
  do {
    signal?.throwIfAborted();
    const page = await store.listVersions(prefix, from, signal);
    yield page.versions;
    from = page.next;
  } while (from !== undefined);
}

/** The keys under a prefix that a test holds for. */
export async function listKeys(
  store: ArchiveStore,
  prefix: string,
  isMatch: (s3Key: string) => boolean,
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for await (const page of listPages(store, prefix, signal)) for (const { key } of page) if (isMatch(key)) keys.add(key);
  return keys;
}

/** Every version of one key, delete markers too. */
export async function listVersionsOf(
  store: ArchiveStore,
  s3Key: string,
  signal: AbortSignal | undefined,
): Promise<readonly ListedVersion[]> {
  const versions: ListedVersion[] = [];
  for await (const page of listPages(store, s3Key, signal)) {
    versions.push(...page.filter(({ key }) => key === s3Key));
    if (page.some(({ key }) => key !== s3Key)) break; // a key comes before those that it begins
  }
  return versions;
}

/** Takes away every version of a key that is never taken again, or whose loss does no harm. */
export async function deleteEveryVersion(store: ArchiveStore, s3Key: string, signal: AbortSignal | undefined): Promise<void> {
  for (const { versionId } of await listVersionsOf(store, s3Key, signal)) await store.deleteVersion(s3Key, versionId, signal);
}
