import { type NamedTable, namesOf, type TableClaim, TableClaims } from '../store/table-claims.js';
import type { ArchiveContext } from '../walk/archive-context.js';
import { lookForTable } from '../walk/look-for-table.js';
import { SharedObjectsError } from '../walk/shared-objects-error.js';
import type { TableIdentities, TableIdentity } from '../walk/table-identities.js';

const isSame = (one: NamedTable, other: NamedTable): boolean => one.arn === other.arn && one.id === other.id;

/**
 * Makes sure that no other table's rows name objects of these, as far as claims tell, and puts in the claims that `adopt` makes. A claim of a table that is gone is taken away, once
 * the tables that were copied of that one have claims of their own.
 *
 * @param dryRun nothing is written
 * @throws SharedObjectsError
 */
export async function settleClaims(
  context: ArchiveContext,
  identities: TableIdentities,
  dryRun: boolean,
  signal: AbortSignal | undefined,
): Promise<void> {
  const claims = new TableClaims(context.store, context.config.keyPrefix);
  for (const identity of identities.all) {
    // Whoever has adopted the same table has rows that name the same objects.
    const names = [...namesOf(identity), ...identity.adopted];
    for (const claim of await claims.on(names, signal)) {
      if (isSame(claim.by, identity)) continue;
      const holders = await livingHolders(context, claims, identity, claim, [], signal);
      const isGone = !holders.includes(claim);
      if (isGone && !dryRun) {
        for (const { by } of holders) for (const name of namesOf(identity)) await claims.write(name, by, signal);
        await claims.remove(claim, signal);
      }
      const [holder] = holders;
      if (holder) throw shared(context, identity, holder);
    }
    if (dryRun) continue;
    for (const name of identity.adopted) if (!namesOf(identity).includes(name)) await claims.write(name, identity, signal);
  }
}

/** The claim, where its table is there or may be; else those of the tables that were copied of it, and so on. */
async function livingHolders(
  context: ArchiveContext,
  claims: TableClaims,
  identity: TableIdentity,
  claim: TableClaim,
  seen: readonly NamedTable[],
  signal: AbortSignal | undefined,
): Promise<readonly TableClaim[]> {
  const { by } = claim;
  if ([identity, ...seen].some(each => isSame(each, by))) return [];
  if ((await lookForTable(context.wire, by, identity.arn, signal)) !== 'gone') return [claim];
  const holders: TableClaim[] = [];
  for (const copy of await claims.on(namesOf(by), signal))
    holders.push(...(await livingHolders(context, claims, identity, copy, [...seen, by], signal)));
  return holders;
}

function shared({ store }: ArchiveContext, { table }: TableIdentity, { by, s3Key }: TableClaim): SharedObjectsError {
  const message =
    `The table ${by.arn} is a copy of table ${table.tableName}, or of one that both were made of, so its rows may name objects that rows of ${table.tableName} no longer name. Nothing was swept. ` +
    `Run restore('all') over the copy, or delete it; then delete the object ${s3Key} of bucket ${store.bucketName}, and sweep again.`;
  return new SharedObjectsError(message, table.tableName, by.arn, s3Key);
}
