import type { ArchiveStore } from './archive-store.js';
import { listObjects } from './list-objects.js';
import { CLAIMS_FOLDER } from './own-folders.js';
import { recordName } from './record-name.js';

/** A table, as claims and objects name it. */
export interface NamedTable {
  readonly arn: string;
  /** Of this very table: a table made anew under its name has another. `undefined` where a server names none. */
  readonly id: string | undefined;
}

/** A table's ARN, and its id where it has one: claims on it are by either. */
export function namesOf({ arn, id }: NamedTable): readonly string[] {
  return id === undefined ? [arn] : [arn, id];
}

/** What says that a table's rows may name objects of another. */
export interface TableClaim {
  /** Where it is. */
  readonly s3Key: string;
  readonly by: NamedTable;
}

/** More than any claim has. */
const MAX_CLAIM_BYTES = 8 * 1024;

/**
 * Which tables name objects of others, as a table that was restored from a backup under a new name does. The other's sweeper cannot see those rows, so it must know that they
 * may be there: it refuses.
 */
export class TableClaims {
  readonly #store: ArchiveStore;
  readonly #folder: string;

  constructor(store: ArchiveStore, keyPrefix: string) {
    this.#store = store;
    this.#folder = `${keyPrefix}${CLAIMS_FOLDER}`;
  }

  /** @param claimed the id or the ARN of the table whose objects they are */
  async write(claimed: string, { arn, id }: NamedTable, signal: AbortSignal | undefined): Promise<void> {
    const options = { metadata: {}, contentEncoding: undefined, isRecord: true, signal };
    await this.#store.putIfAbsent(this.#folderOf(claimed) + recordName(id ?? arn), Buffer.from(JSON.stringify({ arn, id })), options);
  }

  /** Claims to the objects of a table, or of several. `claimed`: their ids and ARNs. */
  async on(claimed: readonly string[], signal: AbortSignal | undefined): Promise<readonly TableClaim[]> {
    const claims: TableClaim[] = [];
    for (const name of new Set(claimed)) {
      for await (const page of listObjects(this.#store, this.#folderOf(name), signal)) {
        for (const { key } of page) {
          const object = await this.#store.get(key, { maxBytes: MAX_CLAIM_BYTES, expectedBytes: undefined, signal });
          if (object !== 'missing') claims.push({ s3Key: key, by: claimer(object.bytes) });
        }
      }
    }
    return claims;
  }

  async remove({ s3Key }: TableClaim, signal: AbortSignal | undefined): Promise<void> {
    await this.#store.delete(s3Key, signal); // a late one takes away a newer claim of the same table only, which is gone for good
  }

  #folderOf(claimed: string): string {
    return `${this.#folder}${recordName(claimed)}/`;
  }
}

/** A claim that cannot be read is one all the same: of a table that nobody finds. */
function claimer(bytes: Uint8Array | undefined): NamedTable {
  try {
    const { arn, id } = JSON.parse(Buffer.from(bytes ?? []).toString());
    return { arn: String(arn), id: typeof id === 'string' ? id : undefined };
  } catch {
    return { arn: 'unknown', id: undefined };
  }
}
