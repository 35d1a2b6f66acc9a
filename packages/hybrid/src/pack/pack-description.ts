import { BodyFormatError } from '../body/body-format-error.js';
import { PACK_VERSION } from './pack-limits.js';

/** What a pack's metadata says of its bytes: the members of its items, and behind them the index. */
export interface PackDescription {
  readonly membersBytes: number;
  readonly indexBytes: number;
}

const DESCRIPTION = /^(\d{1,9})\/(\d{1,12})\/(\d{1,12})$/;

export function encodePackDescription({ membersBytes, indexBytes }: PackDescription): string {
  return `${PACK_VERSION}/${membersBytes}/${indexBytes}`;
}

/** @throws BodyFormatError for a pack of a newer version, or one whose metadata is damaged */
export function decodePackDescription(text: string): PackDescription {
  const [, version, membersBytes, indexBytes] = (DESCRIPTION.exec(text) ?? []).map(Number);
  if (version === undefined || membersBytes === undefined || indexBytes === undefined) {
    throw new BodyFormatError('corrupt', `The pack's metadata ${JSON.stringify(text.slice(0, 50))} does not say where its index is`);
  }
  if (version > PACK_VERSION) {
    throw new BodyFormatError(
      'corrupt',
      `The pack is of version ${version}, and this reads ${PACK_VERSION}: use a newer @tempest-ts/hybrid`,
    );
  }
  return { membersBytes, indexBytes };
}
