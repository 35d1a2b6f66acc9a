import { createHash } from 'node:crypto';

const ID_LENGTH = 8;

/** The attributes that an archived row goes on carrying: read from the row, never from the object. */
export class KeptSet {
  /** In one order, whatever order they were given in. */
  readonly names: readonly string[];
  /** A short digest of the names, by which pointers refer to an entity's current set. */
  readonly id: string;
  readonly #members: ReadonlySet<string>;

  constructor(names: Iterable<string>) {
    this.#members = new Set(names);
    this.names = Object.freeze([...this.#members].sort());
    this.id = createHash('sha256').update(JSON.stringify(this.names)).digest('base64url').slice(0, ID_LENGTH);
  }

  has(name: string): boolean {
    return this.#members.has(name);
  }

  with(names: Iterable<string>): KeptSet {
    return new KeptSet([...this.names, ...names]);
  }
}
