import type { TableSchema } from '@tempest-ts/tempest/extend';
import { type AssembledPack, assemblePack } from '../pack/assemble-pack.js';
import { encodeMember } from '../pack/encode-member.js';
import { isMemberFull } from '../pack/pack-limits.js';
import { partitionHash } from '../pack/partition-hash.js';
import type { PackPlace } from '../pointer/pointer.js';
import type { ItemCapture } from './capture-item.js';
import { partitionOf } from './partition-line.js';

/** An item on its way into a pack, and whoever brought it. */
interface Packed<T> {
  readonly item: PackableItem;
  readonly owner: T;
}

/** What a pack needs of an item. */
type PackableItem = Pick<ItemCapture, 'row' | 'body'>;

/** Items that will be one member. */
interface Gathering<T> {
  readonly items: Packed<T>[];
  bytes: number;
}

/** A member whose items are all there. */
interface Sealed<T> {
  readonly owners: readonly T[];
  readonly partitions: readonly number[];
  readonly bytes: Promise<Uint8Array>;
}

/** Whoever brought an item, and where the item came to be. */
export interface PlacedOwner<T> {
  readonly owner: T;
  readonly place: PackPlace;
}

/** Gathers items for one pack. Those of one lane, as they come, are neighbours in it, so that what was read in key order can be read back in one go. */
export class OpenPack<T> {
  readonly #table: TableSchema;
  readonly #memberItems: number;
  readonly #lanes = new Map<string, { readonly sealed: Sealed<T>[]; gathering: Gathering<T> }>();
  readonly #owners: T[] = [];
  #bytes = 0;

  /** @param memberItems items of a member, at most */
  constructor(table: TableSchema, memberItems: number) {
    this.#table = table;
    this.#memberItems = memberItems;
  }

  get owners(): readonly T[] {
    return this.#owners;
  }

  /** Of the items' bodies. */
  get bytes(): number {
    return this.#bytes;
  }

  add(laneName: string, item: PackableItem, owner: T): void {
    const { byteLength } = item.body;
    const lane = this.#lanes.get(laneName) ?? { sealed: [], gathering: { items: [], bytes: 0 } };
    this.#lanes.set(laneName, lane);
    if (this.#isFull(lane, byteLength)) this.#seal(lane);
    lane.gathering.items.push({ item, owner });
    lane.gathering.bytes += byteLength;
    if (this.#isFull(lane, 0)) this.#seal(lane);
    this.#owners.push(owner);
    this.#bytes += byteLength;
  }

  /** The pack's bytes, and where each item is in them. Nothing can be added any more. */
  async close(): Promise<{ readonly pack: AssembledPack; readonly placed: readonly PlacedOwner<T>[] }> {
    const sealed = [...this.#lanes.values()].flatMap(lane => {
      if (lane.gathering.items.length > 0) this.#seal(lane);
      return lane.sealed;
    });
    const bytes = await Promise.all(sealed.map(member => member.bytes));
    const members = sealed.map(({ owners, partitions }, at) => ({
      bytes: bytes[at] ?? new Uint8Array(),
      items: owners.length,
      partitions,
    }));
    const pack = assemblePack(members);
    const placed = sealed.flatMap(({ owners }, at) => {
      const [offset = 0, length = 0] = [pack.offsets[at], bytes[at]?.byteLength];
      return owners.map((owner, position) => ({ owner, place: { offset, length, position } }));
    });
    return { pack, placed };
  }

  #isFull({ gathering: { items, bytes } }: { readonly gathering: Gathering<T> }, next: number): boolean {
    return isMemberFull(items.length, bytes, next, this.#memberItems);
  }

  /** Compresses what a lane has gathered: its bodies are not held any longer than that takes. */
  #seal(lane: { readonly sealed: Sealed<T>[]; gathering: Gathering<T> }): void {
    const { items } = lane.gathering;
    lane.gathering = { items: [], bytes: 0 };
    const bytes = encodeMember(items.map(({ item }) => item.body));
    bytes.catch(() => undefined); // `close` throws it, if it is called
    // Neighbours are mostly of one partition: each is hashed once.
    const keys = new Map(items.map(({ item }) => [partitionOf(this.#table, item.row), item.row]));
    const hashes = new Set([...keys.values()].map(row => partitionHash(this.#table, row)));
    lane.sealed.push({ owners: items.map(({ owner }) => owner), partitions: [...hashes].sort((a, b) => a - b), bytes });
  }
}
