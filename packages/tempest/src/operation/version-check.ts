import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { isSameNumber } from '../codec/decimal.js';
import { describeKey } from '../codec/describe-key.js';
import type { ReadonlyRow, Row } from '../codec/row.js';
import { type Outcome, VersionConflictError } from '../errors.js';
import { evaluate } from '../expression/evaluate.js';
import { attributeNotExists, type ConditionNode, compare, literal, or, path } from '../expression/tree.js';
import type { PropertySchema } from '../metadata/entity-schema.js';
import type { BoundView } from './runtime.js';

/** The version that a write demands of the stored item. */
export interface VersionCheck {
  readonly property: PropertySchema;
  /** As stored; `undefined`: the stored item has none. */
  readonly expected: string | undefined;
  readonly node: ConditionNode;
  /**
   * Whether the check needs the guard against archived rows. They keep their version, so that most checks can be asked of them; but a row that was
   * archived before its class had a version says nothing by having none.
   */
  readonly needsGuard: boolean;
}

const WHOLE_NUMBER = /^\d{1,38}$/;

/** The digits of a stored version; `undefined` where the value is no whole number from 0. */
export function versionDigits(value: AttributeValue): string | undefined {
  return value.N !== undefined && WHOLE_NUMBER.test(value.N) ? value.N : undefined;
}

/**
 * What a write that carries a version asks of the stored item. 0 is what a class's own initialiser says before the first save, and means, as in the
 * DynamoDB enhanced client, that the item has no version yet.
 */
export function versionCheck(property: PropertySchema, expected: string | undefined): VersionCheck {
  const stored = path(property.attributes[0]);
  const none = attributeNotExists(stored);
  const same = expected === undefined ? undefined : compare('eq', stored, literal({ N: expected }));
  const isFirst = expected === undefined || isSameNumber(expected, '0');
  const node = same ? (isFirst ? or(none, same) : same) : none;
  return Object.freeze({ property, expected, node, needsGuard: isFirst });
}

/**
 * The error of a write whose condition failed, where it was the version for which it did; otherwise `undefined`.
 *
 * @param row the row that stood in the way; `undefined` where there was none
 */
export function versionConflict(
  { schema, codec }: BoundView,
  key: Row,
  { property, expected, node }: VersionCheck,
  row: ReadonlyRow | undefined,
  outcome: Outcome,
  cause: unknown,
): VersionConflictError | undefined {
  if (evaluate(node, row ?? {})) return undefined;
  const { table, entity } = schema;
  const stored = row?.[property.attributes[0]]?.N;
  const versionOf = (digits: string | undefined): number | bigint | undefined =>
    digits === undefined ? undefined : (codec.valueCodec(property).decode({ N: digits }) as number | bigint); // a version is declared as one of them
  const wanted =
    expected === undefined ? 'The item was written without a version, as a new one' : `The item was written as of version ${expected}`;
  const found = row ? (stored === undefined ? 'the stored item has none' : `version ${stored} is stored`) : 'there is no such item';
  const known = outcome === 'unknown' ? ' The answer of an earlier try was lost, and it may have written.' : ' Nothing was written.';
  const message = `${wanted}, and ${found} (${entity.name} ${describeKey(key)} in table ${table.tableName}).${known} Load the item, apply the change to it and try again.`;
  const versions = { expected: versionOf(expected), actual: versionOf(stored) };
  return new VersionConflictError(message, table.tableName, key, row, versions, outcome, { cause });
}
