import { type NamedTable, namesOf, type TableClaim, TableClaims } from '../store/table-claims.js';
import type { ArchiveContext } from '../walk/archive-context.js';
import { lookForTable } from '../walk/look-for-table.js';
import { SharedObjectsError } from '../walk/shared-objects-error.js';
import type { TableIdentities, TableIdentity } from '../walk/table-identities.js';

const isSame = (one: NamedTable, other: NamedTable): boolean => one.arn === other.arn && one.id === other.id;

/** What a claim settlement is made with. */
export interface ClaimSettlementOptions {
  readonly context: ArchiveContext;
  readonly identities: TableIdentities;
  /** Nothing is written. */
  readonly dryRun: boolean;
  readonly signal: AbortSignal | undefined;
}

/**
 * Makes sure that no other table's rows name objects of the tables that are swept, as far as claims tell. A claim of a table that is gone is taken away, once the tables that were copied of
 * that one have claims of their own.
 */
export class ClaimSettlement {
  readonly #options: ClaimSettlementOptions;
  readonly #claims: TableClaims;
  /** By the names of tables that made adopted objects. */
  readonly #makers = new Map<string, Promise<void>>();

  constructor(options: ClaimSettlementOptions) {
    this.#options = options;
    this.#claims = new TableClaims(options.context.store, options.context.config.keyPrefix);
  }

  /**
   * Puts in the claims that `adopt` makes, then looks for those of others: of two who begin at once, one at least sees the other.
   *
   * @throws SharedObjectsError
   */
  async settle(): Promise<void> {
    for (const identity of this.#options.identities.all) {
      await this.#claim(
        identity,
        identity.adopted.filter(name => !namesOf(identity).includes(name)),
      );
      await this.#refuseOthers(identity, [...namesOf(identity), ...identity.adopted]);
    }
  }

  /**
   * The same for an adopted object, under both names of the table that made it: who has adopted that too may know it by the other.
   *
   * @throws SharedObjectsError
   */
  async settleMaker(metadata: Readonly<Record<string, string>>): Promise<void> {
    const adopted = this.#options.identities.adoptedFrom(metadata);
    if (!adopted) return;
    const names = namesOf(adopted.maker);
    const settled =
      this.#makers.get(names.join(' ')) ?? this.#claim(adopted.owner, names).then(() => this.#refuseOthers(adopted.owner, names));
    this.#makers.set(names.join(' '), settled);
    await settled;
  }

  async #claim(identity: TableIdentity, names: readonly string[]): Promise<void> {
    const { dryRun, signal } = this.#options;
    if (!dryRun) for (const name of names) await this.#claims.write(name, identity, signal);
  }

  async #refuseOthers(identity: TableIdentity, names: readonly string[]): Promise<void> {
    const { context, dryRun, signal } = this.#options;
    for (const claim of await this.#claims.on(names, signal)) {
      if (isSame(claim.by, identity)) continue;
      const holders = await this.#livingHolders(identity, claim, []);
      const isGone = !holders.includes(claim);
      if (isGone && !dryRun) {
        for (const { by } of holders) for (const name of names) await this.#claims.write(name, by, signal);
        await this.#claims.remove(claim, signal);
      }
      const [holder] = holders;
      if (holder) throw shared(context, identity, holder);
    }
  }

  /** The claim, where its table is there or may be; else those of the tables that were copied of it, and so on. */
  async #livingHolders(identity: TableIdentity, claim: TableClaim, seen: readonly NamedTable[]): Promise<readonly TableClaim[]> {
    const { context, signal } = this.#options;
    const { by } = claim;
    if ([identity, ...seen].some(each => isSame(each, by))) return [];
    if ((await lookForTable(context.wire, by, identity.arn, signal)) !== 'gone') return [claim];
    const holders: TableClaim[] = [];
    for (const copy of await this.#claims.on(namesOf(by), signal))
      holders.push(...(await this.#livingHolders(identity, copy, [...seen, by])));
    return holders;
  }
}

function shared({ store }: ArchiveContext, { table }: TableIdentity, { by, s3Key }: TableClaim): SharedObjectsError {
  const message =
    `The table ${by.arn} is, or was said to be, a copy of table ${table.tableName}, or of one that both were made of, so its rows may name objects that rows of ${table.tableName} no longer name. Nothing was swept. ` +
    `Run restore('all') over the copy, or delete it; then, or where it names none by mistake, delete the object ${s3Key} of bucket ${store.bucketName}, and sweep again.`;
  return new SharedObjectsError(message, table.tableName, by.arn, s3Key);
}
