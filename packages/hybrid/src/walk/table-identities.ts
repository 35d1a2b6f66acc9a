import { ConfigurationError } from '@tempest-ts/tempest';
import type { TableSchema, Wire } from '@tempest-ts/tempest/extend';
import { TABLE_ID_METADATA, TABLE_METADATA } from '../hydrate/object-metadata.js';
import { describeLiveTable } from '../preflight/live-table.js';
import { otherRegions } from '../preflight/other-regions.js';
import { type NamedTable, namesOf } from '../store/table-claims.js';
import { type ArchiveContext, hybridTables } from './archive-context.js';
import { lookForTable } from './look-for-table.js';
import { SharedObjectsError } from './shared-objects-error.js';

/** Tables of earlier lives, by the name of the table that took their place: their ids or ARNs, as objects name them. */
export type Adopted = Readonly<Record<string, readonly string[]>>;

/** A table, and whose objects are its own. */
export interface TableIdentity extends NamedTable {
  readonly table: TableSchema;
  readonly adopted: readonly string[];
  /** Regions of its replicas, where it is a global table. Each replica has an ARN and an id of its own. */
  readonly regions: ReadonlySet<string>;
}

/** The region and the name in a table's ARN. */
const REGION_AND_NAME = /^arn:[^:]+:dynamodb:([^:]*):[^:]*:table\/([^/]+)$/;

/** Which table an object is of, as its metadata says. Two tables, or two lives of one name, may share a prefix. */
export class TableIdentities {
  readonly #identities: readonly TableIdentity[];
  readonly #wire: Wire;
  /** Of tables that made objects which others have adopted. */
  readonly #found = new Map<string, Awaited<ReturnType<typeof lookForTable>>>();

  private constructor(identities: readonly TableIdentity[], wire: Wire) {
    this.#identities = identities;
    this.#wire = wire;
  }

  /** @throws ConfigurationError, DeclarationError, RequestError */
  static async of(context: ArchiveContext, adopt: Adopted, signal: AbortSignal | undefined): Promise<TableIdentities> {
    const tables = hybridTables(context);
    const stranger = Object.keys(adopt).find(name => !tables.some(({ tableName }) => tableName === name));
    if (stranger !== undefined) {
      const names = tables.map(({ tableName }) => tableName).join(', ');
      throw new ConfigurationError(
        `\`adopt\` names the table ${stranger}, which holds no archived entity of this database. It has ${names}.`,
      );
    }
    const identities: TableIdentity[] = [];
    for (const table of tables) {
      const { arn, id, description } = await describeLiveTable(context.wire, table, signal);
      const regions = new Set(otherRegions(description));
      identities.push({ table, arn, id, adopted: adopt[table.tableName] ?? [], regions });
    }
    return new TableIdentities(identities, context.wire);
  }

  get all(): readonly TableIdentity[] {
    return this.#identities;
  }

  /** The tables' ids, for what is kept of each. */
  get ids(): readonly string[] {
    return this.#identities.map(({ table }) => this.idOf(table));
  }

  /** Whether items of a table are archived. */
  has(table: TableSchema): boolean {
    return this.#identities.some(each => each.table === table);
  }

  /** A table's id, or its ARN where it has none. */
  idOf(table: TableSchema): string {
    const identity = this.#identities.find(each => each.table === table);
    return identity?.id ?? identity?.arn ?? table.tableName;
  }

  /**
   * Refuses to take over objects of a table that is still there: its rows name them.
   *
   * @throws SharedObjectsError
   */
  async refuseLiving(signal: AbortSignal | undefined): Promise<void> {
    for (const { table, arn, adopted } of this.#identities) {
      for (const name of adopted.filter(each => each !== arn)) {
        if ((await lookForTable(this.#wire, { arn: name, id: undefined }, arn, signal)) !== 'there') continue;
        throw stillThere(table, name, 'Nothing was done.');
      }
    }
  }

  /**
   * Refuses to take away an adopted object whose maker is still there. The object names it by its ARN and its id, where `adopt` may name it by the id alone, by which nobody finds it.
   *
   * @throws SharedObjectsError
   */
  async refuseLivingMaker(metadata: Readonly<Record<string, string>>, signal: AbortSignal | undefined): Promise<void> {
    const adopted = this.adoptedFrom(metadata);
    if (!adopted) return;
    const { owner, maker } = adopted;
    const name = namesOf(maker).join(' ');
    const state = this.#found.get(name) ?? (await lookForTable(this.#wire, maker, owner.arn, signal));
    this.#found.set(name, state);
    if (state === 'there') throw stillThere(owner.table, maker.arn, 'Its object was left as it is.');
  }

  /** Who made an object that is one of these tables' by adoption, and whose it is now; `undefined`: it is none's, or of a table's own making. */
  adoptedFrom(metadata: Readonly<Record<string, string>>): { readonly owner: TableIdentity; readonly maker: NamedTable } | undefined {
    const { [TABLE_ID_METADATA]: id, [TABLE_METADATA]: arn } = metadata;
    const owner = this.#ownerOf(metadata);
    if (!owner || arn === undefined || (arn === owner.arn && (id === undefined || id === owner.id))) return undefined;
    return { owner, maker: { arn, id } };
  }

  /** The table of an object; `undefined`: none of these, or it does not say. */
  tableOf(metadata: Readonly<Record<string, string>>): TableSchema | undefined {
    return this.#ownerOf(metadata)?.table;
  }

  #ownerOf(metadata: Readonly<Record<string, string>>): TableIdentity | undefined {
    const { [TABLE_ID_METADATA]: id, [TABLE_METADATA]: arn } = metadata;
    const isOwn = (each: TableIdentity): boolean => {
      if ([id, arn].some(name => name !== undefined && each.adopted.includes(name))) return true;
      // A table that was deleted and made anew has the ARN of the first, and another id.
      return id !== undefined && each.id !== undefined ? id === each.id : arn === each.arn;
    };
    return this.#identities.find(isOwn);
  }

  /** Whether a table is kept in other regions too, where its items may be archived as well: under other names. */
  hasReplicas(table: TableSchema): boolean {
    return (this.#identities.find(each => each.table === table)?.regions.size ?? 0) > 0;
  }

  /** The table of which a replica in another region made an object, where it is none of a table's own; `undefined`: none did. */
  replicaOf(metadata: Readonly<Record<string, string>>): TableSchema | undefined {
    if (this.tableOf(metadata)) return undefined;
    const [, region, name] = REGION_AND_NAME.exec(metadata[TABLE_METADATA] ?? '') ?? [];
    return this.#identities.find(({ table, regions }) => table.tableName === name && regions.has(region ?? ''))?.table;
  }
}

function stillThere({ tableName }: TableSchema, other: string, outcome: string): SharedObjectsError {
  const message =
    `\`adopt\` gives the objects of the table ${other} to ${tableName}, and that table is still there: its rows name them. ${outcome} ` +
    'Adopt it once it is deleted, or leave it out.';
  return new SharedObjectsError(message, tableName, other, undefined);
}
