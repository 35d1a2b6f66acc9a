import type { Row } from '@tempest-ts/tempest/extend';
import { BodyFormatError } from '../body/body-format-error.js';
import { decodeText } from '../body/decode-body.js';
import { PACK_METADATA } from '../hydrate/object-metadata.js';
import { decodePackDescription, type PackDescription } from '../pack/pack-description.js';
import { decodePackIndex, type IndexedMember } from '../pack/pack-index.js';
import { MAX_MEMBER_BYTES } from '../pack/pack-limits.js';
import { PackMember } from '../pack/pack-member.js';
import type { ArchiveStore } from '../store/archive-store.js';

/** One version of a pack; `versionId` `undefined`: the current one. */
export interface PackVersion {
  readonly s3Key: string;
  readonly versionId?: string | undefined;
}

/** Most bytes of an index: every item of the largest pack of another partition. */
const MAX_INDEX_BYTES = 1024 * 1024;

/** Whether an object is a pack. */
export const isPack = (metadata: Readonly<Record<string, string>>): boolean => metadata[PACK_METADATA] !== undefined;

/** What a pack says of its bytes. @throws BodyFormatError */
export const packDescription = (metadata: Readonly<Record<string, string>>): PackDescription =>
  decodePackDescription(metadata[PACK_METADATA] ?? '');

/** Reads packs a part at a time, so that no more than a member is ever held. */
export class PackFile {
  readonly #store: ArchiveStore;
  readonly #version: PackVersion;
  readonly #signal: AbortSignal | undefined;
  readonly #metadata: Readonly<Record<string, string>>;

  /** @param metadata of the object, which {@link isPack} */
  constructor(store: ArchiveStore, version: PackVersion, metadata: Readonly<Record<string, string>>, signal: AbortSignal | undefined) {
    this.#store = store;
    this.#version = version;
    this.#signal = signal;
    this.#metadata = metadata;
  }

  /** @throws BodyFormatError, ArchiveStoreError */
  async index(): Promise<readonly IndexedMember[]> {
    const { membersBytes, indexBytes } = packDescription(this.#metadata);
    if (indexBytes > MAX_INDEX_BYTES) throw new BodyFormatError('too-large', `The pack says that its index has ${indexBytes} bytes`);
    return decodePackIndex(await this.#read(membersBytes, indexBytes));
  }

  /** The items of a member. @throws BodyFormatError, ArchiveStoreError */
  async rows(member: IndexedMember): Promise<readonly Row[]> {
    return (await this.lines(member)).map(({ row }) => row);
  }

  /** The items of a member, and their texts. @throws BodyFormatError, ArchiveStoreError */
  async lines({ offset, length }: IndexedMember): Promise<readonly { readonly line: Uint8Array; readonly row: Row }[]> {
    if (length > MAX_MEMBER_BYTES) throw new BodyFormatError('too-large', `The pack says that a member has ${length} bytes`);
    const { lines } = await PackMember.open(await this.#read(offset, length));
    return lines.map(line => ({ line, row: decodeText(line) }));
  }

  async #read(offset: number, length: number): Promise<Uint8Array> {
    const { s3Key, versionId } = this.#version;
    const range = await this.#store.getRange(s3Key, { offset, length, versionId, signal: this.#signal });
    if (range !== 'missing' && range.bytes) return range.bytes;
    throw new BodyFormatError('truncated', 'The pack ends before what its index says is in it');
  }
}
