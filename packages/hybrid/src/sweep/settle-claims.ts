import { TableClaims } from '../store/table-claims.js';
import type { ArchiveContext } from '../walk/archive-context.js';
import { lookForTable } from '../walk/look-for-table.js';
import { SharedObjectsError } from '../walk/shared-objects-error.js';
import type { TableIdentities } from '../walk/table-identities.js';

/**
 * Makes sure that no other table's rows name objects of these, as far as claims tell, and puts in the claims that `adopt` makes. A claim of a table that is gone is taken away.
 *
 * @param dryRun nothing is written
 * @throws SharedObjectsError
 */
export async function settleClaims(
  { wire, store, config }: ArchiveContext,
  identities: TableIdentities,
  dryRun: boolean,
  signal: AbortSignal | undefined,
): Promise<void> {
  const claims = new TableClaims(store, config.keyPrefix);
  for (const { table, arn, id, adopted } of identities.all) {
    for (const claim of await claims.on({ arn, id }, signal)) {
      const { by, s3Key } = claim;
      if (by.arn === arn && by.id === id) continue;
      if ((await lookForTable(wire, by, arn, signal)) === 'gone') {
        if (!dryRun) await claims.remove(claim, signal);
        continue;
      }
      const message =
        `The table ${by.arn} is a copy of table ${table.tableName}, so its rows may name objects that rows of ${table.tableName} no longer name. Nothing was swept. ` +
        `Run restore('all') over the copy, or delete it; then delete the object ${s3Key} of bucket ${store.bucketName}, and sweep again.`;
      throw new SharedObjectsError(message, table.tableName, by.arn, s3Key);
    }
    if (dryRun) continue;
    for (const name of adopted) if (name !== arn && name !== id) await claims.write(name, { arn, id }, signal);
  }
}
