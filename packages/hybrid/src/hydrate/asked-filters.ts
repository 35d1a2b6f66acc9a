import { type ConditionNode, referencedAttributes } from '@tempest-ts/tempest/extend';
import type { HybridEntity } from '../entity/hybrid-entity.js';

/** Attributes that filters asked for and archived rows do not keep. */
export interface AskedAttributes {
  readonly table: string;
  readonly entity: string;
  readonly attributes: readonly string[];
}

/** Remembers what the filters of a database's reads ask for, for the dry run to tell what they will cost. */
export class AskedFilters {
  readonly #asked = new Map<HybridEntity, Set<string>>();

  ask(entity: HybridEntity, filter: ConditionNode): void {
    const known = this.#asked.get(entity) ?? new Set();
    for (const name of referencedAttributes(filter)) if (!entity.kept.has(name)) known.add(name);
    if (known.size > 0) this.#asked.set(entity, known);
  }

  notKept(): readonly AskedAttributes[] {
    return [...this.#asked].map(([{ view, schema }, names]) => ({
      table: view.table.tableName,
      entity: schema.name,
      attributes: [...names].sort(),
    }));
  }
}
