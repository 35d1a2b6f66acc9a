import { ConfigurationError, DeclarationError } from '@tempest-ts/tempest';
import { HYBRID_MARK, isItemOf, mayBeItemOf, type ReadonlyRow, type TableSchema, type ViewSchema } from '@tempest-ts/tempest/extend';
import type { ResolvedConfig } from '../config.js';
import { templatesCouldMeet } from '../pointer/key-template-meet.js';
import { buildHybridEntity, checkIndexCarriesPointer, type HybridEntity } from './hybrid-entity.js';

function neverArchived({ name, table, entity }: ViewSchema): DeclarationError {
  const message =
    `${entity.name} is marked @HybridTable, but table ${table.name} has no inline view of such an entity (${name} goes through an index), so its items would ` +
    'never be archived. Add inlineView() for it, or remove @HybridTable.';
  return new DeclarationError(message, { table: table.name, view: name, entity: entity.name });
}

/** The entities of a database whose items move between the tiers. */
export class HybridEntities {
  readonly #config: ResolvedConfig;
  /** By the physical table's name: two databases over the same declaration describe the same table. */
  readonly #byTable = new Map<string, readonly HybridEntity[]>();

  constructor(config: ResolvedConfig) {
    this.#config = config;
  }

  /**
   * Checks a database's tables.
   *
   * @throws DeclarationError, ConfigurationError, KeyTemplateError
   */
  add(tables: Iterable<TableSchema>): void {
    for (const table of tables) {
      const views = [...table.views.values()];
      const hybrid = views.filter(view => view.kind === 'inline' && view.entity.marks.has(HYBRID_MARK));
      this.#byTable.set(
        table.tableName,
        hybrid.map(view => buildHybridEntity(view, this.#config)),
      );
      for (const view of views) {
        if (hybrid.length > 0) checkIndexCarriesPointer(view, this.#config.legacyPointers);
        else if (view.entity.marks.has(HYBRID_MARK)) throw neverArchived(view);
      }
    }
    const all = [...this.#byTable.values()].flat();
    if (all.length === 0) {
      throw new ConfigurationError(
        'HybridLogicalDb.create(): no entity with an inline view is marked @HybridTable, so nothing could ever be archived. Mark one, or use LogicalDb.',
      );
    }
    this.#checkTemplates(all);
  }

  of(table: TableSchema): readonly HybridEntity[] {
    return this.#byTable.get(table.tableName) ?? [];
  }

  /** The entity that a row is of, by its keys and its discriminator; `undefined`: none that moves. */
  ofRow(table: TableSchema, row: ReadonlyRow): HybridEntity | undefined {
    const entities = this.of(table);
    return entities.find(({ view }) => isItemOf(view, row)) ?? entities.find(({ view }) => mayBeItemOf(view, row));
  }

  #checkTemplates(all: readonly HybridEntity[]): void {
    for (const { schema, packTemplate } of all) {
      const met = packTemplate && all.find(({ template }) => templatesCouldMeet(template, packTemplate));
      if (!met) continue;
      throw new ConfigurationError(
        `The packKeyTemplate ('${packTemplate.template}', of ${schema.name}) and the s3KeyTemplate of ${met.schema.name} ('${met.template.template}') could give one key. ` +
          'Begin each with another word.',
      );
    }
    all.forEach((entity, position) => {
      for (const other of all.slice(0, position)) {
        const sameTable = entity.view.table === other.view.table;
        if (sameTable && entity.template.template === other.template.template) continue;
        if (!templatesCouldMeet(entity.template, other.template)) continue;
        throw new ConfigurationError(
          `The s3KeyTemplates of ${entity.schema.name} ('${entity.template.template}') and ${other.schema.name} ('${other.template.template}') ` +
            `could give two items one key. Begin each with another word${sameTable ? '' : ', or with {table}'}.`,
        );
      }
    });
  }
}
