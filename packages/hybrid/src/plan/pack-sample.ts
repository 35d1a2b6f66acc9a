import type { ReadonlyRow, TableSchema } from '@tempest-ts/tempest/extend';
import { assemblePack } from '../pack/assemble-pack.js';
import { encodeMember } from '../pack/encode-member.js';
import { EMPTY_MEMBER_BYTES } from '../pack/gzip-field.js';
import { isMemberFull, isPackFull } from '../pack/pack-limits.js';
import type { ResolvedPackOptions } from '../pack/pack-options.js';
import { partitionHash } from '../pack/partition-hash.js';

/** Members of an entity's packs that are all compressed; of the others, one in so many. */
const SAMPLED_WHOLE = 8;
const SAMPLED_OF = 10;

/** A member that is being filled. */
interface Filling {
  items: number;
  bytes: number;
  /** Of a member that will be compressed: its bodies, and its partitions. */
  readonly sampled: { readonly bodies: Uint8Array[]; readonly partitions: Set<number> } | undefined;
}

/** Divides items into packs and members as a run does, and compresses some of the members to know how small they become. */
export class PackSample {
  readonly #table: TableSchema;
  readonly #options: ResolvedPackOptions;
  readonly #lanes = new Map<string, Filling>();
  readonly #compressing = new Set<Promise<void>>();
  #members = 0;
  #packs = 0;
  #packItems = 0;
  #packBytes = 0;
  #sampledItems = 0;
  #bodyBytes = 0;
  #storedBytes = 0;

  constructor(table: TableSchema, options: ResolvedPackOptions) {
    this.#table = table;
    this.#options = options;
  }

  /** Packs that it came to. */
  get packs(): number {
    return this.#packs + (this.#packItems > 0 ? 1 : 0);
  }

  /** Items that were compressed. */
  get sampledItems(): number {
    return this.#sampledItems;
  }

  /** Bytes in S3 for each byte before compression, as far as it is known; 0 until it is. Each pack has an empty member's bytes besides. */
  get ratio(): number {
    return this.#bodyBytes === 0 ? 0 : this.#storedBytes / this.#bodyBytes;
  }

  /** Takes an item; those of a lane are to come in the order in which they are read. */
  add(lane: string, row: ReadonlyRow, body: Uint8Array): void {
    const bytes = body.byteLength;
    const before = this.#lanes.get(lane);
    if (before && isMemberFull(before.items, before.bytes, bytes, this.#options.memberItems)) this.#seal(lane);
    const filling = this.#lanes.get(lane) ?? this.#begin(lane);
    filling.items += 1;
    filling.bytes += bytes;
    filling.sampled?.bodies.push(body);
    filling.sampled?.partitions.add(partitionHash(this.#table, row));
    if (isMemberFull(filling.items, filling.bytes, 0, this.#options.memberItems)) this.#seal(lane);
    this.#packItems += 1;
    this.#packBytes += bytes;
    if (isPackFull(this.#packItems, this.#packBytes, this.#options.packBytes)) this.#close();
  }

  /** No more items come: resolves when all that is sampled is compressed. */
  async end(): Promise<void> {
    if (this.#packItems > 0) this.#close();
    await this.settled();
  }

  /** Resolves when what has been sampled so far is compressed. */
  async settled(): Promise<void> {
    await Promise.all(this.#compressing);
  }

  #begin(lane: string): Filling {
    const isSampled = this.#members < SAMPLED_WHOLE || this.#members % SAMPLED_OF === 0;
    const filling = { items: 0, bytes: 0, sampled: isSampled ? { bodies: [], partitions: new Set<number>() } : undefined };
    this.#members += 1;
    this.#lanes.set(lane, filling);
    return filling;
  }

  #seal(lane: string): void {
    const filling = this.#lanes.get(lane);
    this.#lanes.delete(lane);
    if (!filling?.sampled) return;
    const compressing = this.#compress(filling.items, filling.bytes, filling.sampled).finally(() => this.#compressing.delete(compressing));
    compressing.catch(() => undefined); // `settled` throws it
    this.#compressing.add(compressing);
  }

  #close(): void {
    for (const lane of [...this.#lanes.keys()]) this.#seal(lane);
    this.#packs += 1;
    this.#packItems = 0;
    this.#packBytes = 0;
  }

  async #compress(items: number, bodyBytes: number, { bodies, partitions }: NonNullable<Filling['sampled']>): Promise<void> {
    const bytes = await encodeMember(bodies);
    const pack = assemblePack([{ bytes, items, partitions: [...partitions].sort((a, b) => a - b) }]);
    this.#sampledItems += items;
    this.#bodyBytes += bodyBytes;
    this.#storedBytes += pack.bytes.byteLength - EMPTY_MEMBER_BYTES;
  }
}
