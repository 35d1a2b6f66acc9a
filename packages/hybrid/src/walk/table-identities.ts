import { ConfigurationError } from '@tempest-ts/tempest';
import type { TableSchema } from '@tempest-ts/tempest/extend';
import { TABLE_ID_METADATA, TABLE_METADATA } from '../hydrate/object-metadata.js';
import { describeLiveTable } from '../preflight/live-table.js';
import { type ArchiveContext, hybridTables } from './archive-context.js';

/** Tables of earlier lives, by the name of the table that took their place: their ids or ARNs, as objects name them. */
export type Adopted = Readonly<Record<string, readonly string[]>>;

interface Identity {
  readonly table: TableSchema;
  readonly id: string | undefined;
  readonly arn: string;
  readonly adopted: readonly string[];
}

/** Which table an object is of, as its metadata says. Two tables, or two lives of one name, may share a prefix. */
export class TableIdentities {
  readonly #identities: readonly Identity[];

  private constructor(identities: readonly Identity[]) {
    this.#identities = identities;
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
    const identities: Identity[] = [];
    for (const table of tables) {
      const { arn, id } = await describeLiveTable(context.wire, table, signal);
      identities.push({ table, arn, id, adopted: adopt[table.tableName] ?? [] });
    }
    return new TableIdentities(identities);
  }

  /** Ids of the tables, for what is kept of each. */
  get names(): readonly string[] {
    return this.#identities.map(({ id, arn }) => id ?? arn);
  }

  /** A table's id, or its ARN where it has none. */
  idOf(table: TableSchema): string | undefined {
    const identity = this.#identities.find(each => each.table === table);
    return identity?.id ?? identity?.arn;
  }

  /** The table of an object; `undefined`: none of these, or it does not say. */
  tableOf(metadata: Readonly<Record<string, string>>): TableSchema | undefined {
    const { [TABLE_ID_METADATA]: id, [TABLE_METADATA]: arn } = metadata;
    const isOwn = (each: Identity): boolean => {
      if ([id, arn].some(name => name !== undefined && each.adopted.includes(name))) return true;
      // A table that was deleted and made anew has the ARN of the first, and another id.
      return id !== undefined && each.id !== undefined ? id === each.id : arn === each.arn;
    };
    return this.#identities.find(isOwn)?.table;
  }
}
