import { setOwn } from '../../codec/native-codec.js';
import type { Row } from '../../codec/row.js';
import { ValueProblem } from '../../codec/value-problem.js';
import type { PropertySchema } from '../../metadata/entity-schema.js';
import type { BoundView } from '../runtime.js';
import { stampOf } from '../stamps.js';
import { type VersionCheck, versionCheck, versionDigits } from '../version-check.js';

function setAll(row: Row, property: PropertySchema, value: NonNullable<Row[string]>): void {
  for (const attribute of property.attributes) setOwn(row, attribute, value);
}

/**
 * Sets what the library fills in on a row that is about to be put: the next version and the dates.
 *
 * @returns what the version asks of the stored item; `undefined` where the entity has none
 * @throws ValueProblem where the item's version is none
 */
export function completeRow({ schema, codec, runtime }: BoundView, row: Row): VersionCheck | undefined {
  const { version, createdAt, updatedAt } = schema.entity.lifecycle;
  const stamp = (property: PropertySchema, now: Date): void => {
    ValueProblem.at(property.property, () => setAll(row, property, codec.valueCodec(property).encode(stampOf(property, now))));
  };
  const needsCreatedAt = createdAt !== undefined && row[createdAt.attributes[0]] === undefined;
  if (needsCreatedAt || updatedAt) {
    const now = runtime.now(); // once, so that a new item's two dates are the same
    if (needsCreatedAt) stamp(createdAt, now);
    if (updatedAt) stamp(updatedAt, now);
  }
  if (!version) return undefined;
  const given = row[version.attributes[0]];
  const digits = given && versionDigits(given);
  if (given && digits === undefined) {
    ValueProblem.at(version.property, () => {
      throw new ValueProblem('a version is a whole number from 0. Leave it as it was read, and undefined on a new item.');
    });
  }
  setAll(row, version, { N: String(BigInt(digits ?? 0) + 1n) });
  return versionCheck(version, digits);
}
