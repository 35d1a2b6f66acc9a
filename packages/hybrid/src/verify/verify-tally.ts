import * as z from 'zod/mini';
import { CheckpointError } from '../errors.js';
import type { VerifiedEntity, VerifiedObjects } from './verify-report.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const number = z.number();
const format = z.object({
  entities: z.array(
    z.object({
      table: z.string(),
      entity: z.optional(z.string()),
      itemsIntact: number,
      itemsDamaged: number,
      halfRows: number,
      bytesBefore: number,
      bytesStored: number,
    }),
  ),
  objects: z.object({
    referenced: number,
    bytesReferenced: number,
    orphaned: number,
    bytesOrphaned: number,
    swept: number,
    foreign: number,
    unreadable: number,
  }),
  problems: number,
});

/** What was counted of a page, or of many. */
export class VerifyTally {
  readonly #entities = new Map<string, Mutable<VerifiedEntity>>();
  readonly objects: Mutable<VerifiedObjects> = {
    referenced: 0,
    bytesReferenced: 0,
    orphaned: 0,
    bytesOrphaned: 0,
    swept: 0,
    foreign: 0,
    unreadable: 0,
  };
  problems = 0;

  /**
   * What an earlier call counted, by its checkpoint.
   *
   * @throws CheckpointError
   */
  static of(told: unknown): VerifyTally {
    const tally = new VerifyTally();
    if (told === undefined) return tally;
    const parsed = format.safeParse(told);
    if (!parsed.success) {
      const message = 'The checkpoint does not say what was counted before it. Leave `resumeFrom` out, and the run begins anew.';
      throw new CheckpointError('unreadable', message, { cause: parsed.error });
    }
    const { entities, objects, problems } = parsed.data;
    for (const { table, entity, ...counts } of entities) Object.assign(tally.entity(table, entity), counts);
    Object.assign(tally.objects, objects);
    tally.problems = problems;
    return tally;
  }

  get entities(): readonly VerifiedEntity[] {
    return Object.freeze([...this.#entities.values()].map(counts => Object.freeze({ ...counts })));
  }

  entity(table: string, entity: string | undefined): Mutable<VerifiedEntity> {
    const id = JSON.stringify([table, entity]);
    const known = this.#entities.get(id) ?? { table, entity, itemsIntact: 0, itemsDamaged: 0, halfRows: 0, bytesBefore: 0, bytesStored: 0 };
    this.#entities.set(id, known);
    return known;
  }

  add(other: VerifyTally): void {
    for (const { table, entity, ...counts } of other.entities) addTo<keyof typeof counts>(this.entity(table, entity), counts);
    addTo(this.objects, other.objects);
    this.problems += other.problems;
  }

  /** What checkpoints hold. */
  toJSON(): z.input<typeof format> {
    const entities = this.entities.map(({ entity, ...counts }) => ({ ...counts, ...(entity !== undefined && { entity }) }));
    return { entities, objects: this.objects, problems: this.problems };
  }
}

function addTo<Name extends string>(sums: Record<Name, number>, counts: Readonly<Record<Name, number>>): void {
  for (const name of Object.keys(counts) as Name[]) sums[name] += counts[name]; // its own keys
}
