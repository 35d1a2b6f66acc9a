import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { ReadonlyRow, Row } from '@tempest-ts/tempest/extend';
import * as z from 'zod/mini';
import { fromBase64, toBase64 } from '../body/base64.js';
import { CheckpointError } from '../errors.js';

/** How far one part of a table is read: all items before the place are dealt with. */
export interface PartPosition {
  readonly done: boolean;
  /** `undefined`: from the part's beginning. */
  readonly after: Row | undefined;
}

/** How far a table is read. */
export interface TablePosition {
  /** Parts in which it is scanned. */
  readonly segments: number;
  rowsScanned: number;
  /** Items that a run has archived; what only looks at them, or brings them back, counts none. */
  moved: number;
  readonly parts: Map<string, PartPosition>;
  /** By entity, the archival timestamp of the oldest item that was seen and stays, in milliseconds since 1970. */
  readonly oldest: Map<string, number>;
}

/** An item of an entity stays hot. */
export function noteOldest({ oldest }: Pick<TablePosition, 'oldest'>, entity: string, time: number): void {
  oldest.set(entity, Math.min(time, oldest.get(entity) ?? time));
}

/** How far a list of objects is gone through. */
export interface ListPosition {
  readonly done: boolean;
  /** The key of the last object that was dealt with; `undefined`: none was. */
  readonly after: string | undefined;
}

/** What a run is, as far as another that goes on from its place must be the same: by table, anything that JSON carries. */
export type RunDescription = Readonly<Record<string, unknown>>;

const keyValue = z.union([z.strictObject({ S: z.string() }), z.strictObject({ N: z.string() }), z.strictObject({ B: z.string() })]);
const format = z.object({
  version: z.literal(1),
  run: z.record(z.string(), z.unknown()),
  dryRun: z.optional(z.literal(true)),
  tables: z.record(
    z.string(),
    z.object({
      segments: z.int().check(z.minimum(1)),
      rowsScanned: z.number(),
      moved: z.number(),
      parts: z.record(z.string(), z.union([z.literal('done'), z.record(z.string(), keyValue)])),
      oldest: z.optional(z.record(z.string(), z.number())),
    }),
  ),
  lists: z.optional(z.record(z.string(), z.union([z.literal('done'), z.object({ after: z.string() })]))),
  told: z.optional(z.unknown()),
});

/** A key as JSON carries it: bytes in base64. */
export function encodeKey(key: ReadonlyRow): Record<string, unknown> {
  return Object.fromEntries(Object.entries(key).map(([name, value]) => [name, value.B ? { B: toBase64(value.B) } : value]));
}

function decodeKey(key: Readonly<Record<string, z.infer<typeof keyValue>>>): Row {
  const values = Object.entries(key).map(([name, value]): [string, AttributeValue] => [
    name,
    'B' in value ? { B: fromBase64(value.B) ?? new Uint8Array() } : value,
  ]);
  return Object.fromEntries(values);
}

/**
 * What a dry run went over, nobody has dealt with: a run that began behind it would leave that as it is, and say that it is complete.
 *
 * @throws CheckpointError where the run is none
 */
export function refuseDry(dryRun: boolean): void {
  if (dryRun) return;
  throw new CheckpointError(
    'other-run',
    'The checkpoint is that of a dry run, which changed nothing: what lies before it would be left as it is. Leave `resumeFrom` out, and the run begins at the beginning.',
  );
}

/** Where a run is, table by table. Its text is what checkpoints hold. */
export class RunPosition {
  readonly #run: RunDescription;
  readonly #dryRun: boolean;
  readonly #tables = new Map<string, TablePosition>();
  readonly #lists = new Map<string, ListPosition>();
  /** What the run has counted before the place, as JSON carries it: for a run that reports all of it in the end. */
  told: unknown;

  /** @param dryRun whether it changes nothing: what lies before its place is as it was */
  constructor(run: RunDescription, dryRun = false) {
    this.#run = run;
    this.#dryRun = dryRun;
  }

  /**
   * The position that a checkpoint tells of.
   *
   * @throws CheckpointError where it is none, that of another run, or a dry run's and this is none. A dry run tells what is left of a run.
   */
  static of(text: string, run: RunDescription, dryRun = false): RunPosition {
    const position = new RunPosition(run, dryRun);
    const parsed = format.safeParse(parseJson(text));
    if (!parsed.success) {
      const message =
        'The checkpoint is none that this version of the library reads. Clear its store, or leave `resumeFrom` out, and the run begins anew.';
      throw new CheckpointError('unreadable', message, { cause: parsed.error });
    }
    const differing = [...new Set([...Object.keys(run), ...Object.keys(parsed.data.run)])].filter(
      name => JSON.stringify(run[name]) !== JSON.stringify(parsed.data.run[name]),
    );
    if (differing.length > 0) {
      const message =
        `The checkpoint is that of a run with other declarations, options or tables: ${differing.join(', ')} differ. ` +
        'Clear its store, or leave `resumeFrom` out, and the run begins anew; what was done stays done.';
      throw new CheckpointError('other-run', message);
    }
    if (parsed.data.dryRun) refuseDry(dryRun);
    for (const [name, { segments, rowsScanned, moved, parts, oldest = {} }] of Object.entries(parsed.data.tables)) {
      const places = Object.entries(parts).map(([id, place]): [string, PartPosition] => [
        id,
        place === 'done' ? { done: true, after: undefined } : { done: false, after: decodeKey(place) },
      ]);
      position.#tables.set(name, { segments, rowsScanned, moved, parts: new Map(places), oldest: new Map(Object.entries(oldest)) });
    }
    for (const [name, place] of Object.entries(parsed.data.lists ?? {}))
      position.setList(name, place === 'done' ? { done: true, after: undefined } : { done: false, after: place.after });
    position.told = parsed.data.told;
    return position;
  }

  list(name: string): ListPosition {
    return this.#lists.get(name) ?? { done: false, after: undefined };
  }

  setList(name: string, position: ListPosition): void {
    this.#lists.set(name, position);
  }

  /** A table's position, made where it has none. */
  table(name: string, segments: number): TablePosition {
    const known = this.#tables.get(name);
    if (known) return known;
    const fresh: TablePosition = { segments, rowsScanned: 0, moved: 0, parts: new Map(), oldest: new Map() };
    this.#tables.set(name, fresh);
    return fresh;
  }

  toString(): string {
    const tables = [...this.#tables].map(([name, { segments, rowsScanned, moved, parts, oldest }]) => {
      const places = [...parts].flatMap(([id, { done, after }]) => (done ? [[id, 'done']] : after ? [[id, encodeKey(after)]] : []));
      const stays = oldest.size > 0 && { oldest: Object.fromEntries(oldest) };
      return [name, { segments, rowsScanned, moved, parts: Object.fromEntries(places), ...stays }];
    });
    const lists = [...this.#lists].flatMap(([name, { done, after }]) => (done ? [[name, 'done']] : after ? [[name, { after }]] : []));
    return JSON.stringify({
      version: 1,
      run: this.#run,
      ...(this.#dryRun && { dryRun: true }),
      tables: Object.fromEntries(tables),
      ...(lists.length > 0 && { lists: Object.fromEntries(lists) }),
      ...(this.told !== undefined && { told: this.told }),
    });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
