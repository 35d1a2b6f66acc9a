import type { PutItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { Row } from '../../codec/row.js';
import { InvalidItemError, UnreadableItemError } from '../../errors.js';
import type { AnyCondition } from '../../expression/typed/condition-types.js';
import type { CallOptions } from '../call-options.js';
import type { ChangeOptions } from '../change-input.js';
import { checkItemBinding } from '../check-binding.js';
import { checkPatterns } from '../check-patterns.js';
import { conditionInput } from '../condition-input.js';
import type { BoundView } from '../runtime.js';
import type { VersionCheck } from '../version-check.js';
import { completeRow } from './complete-row.js';

/** Options of `save`. */
export interface SaveOptions<If = AnyCondition> extends CallOptions, ChangeOptions<PutItemCommandInput> {
  /** Save only where this holds of the stored item; otherwise `ConditionFailedError`. */
  readonly if?: If;
}

/** A put with the item that reading it back will give. */
export interface PreparedSave {
  readonly input: PutItemCommandInput & { readonly Item: Row };
  readonly stored: object;
  /** What the item's version asks of the stored item; `undefined` where the entity has none. */
  readonly version: VersionCheck | undefined;
}

/** Decodes before anything is sent: what its own codec cannot read is not written. */
export function readBack({ schema, codec }: BoundView, row: Row): object {
  try {
    return codec.decode(row);
  } catch (cause) {
    if (!(cause instanceof UnreadableItemError)) throw cause;
    const message = `${schema.entity.name}.${cause.property} could not be read back, so it is not written. ${cause.message}`;
    throw new InvalidItemError(message, schema.entity.name, cause.property, { cause });
  }
}

/**
 * An item as the row that writes put, with what the library fills in: the next version and the dates.
 *
 * @throws InvalidItemError that names the class and the property.
 */
export function savedRow(view: BoundView, item: object): { readonly row: Row; readonly version: VersionCheck | undefined } {
  checkItemBinding(view, item);
  let version: VersionCheck | undefined;
  const row = view.codec.encode(item, encoded => {
    version = completeRow(view, encoded);
  });
  checkPatterns(view, row);
  return { row, version };
}

/** @throws InvalidItemError that names the class and the property. */
export function saveInput(view: BoundView, item: object, options: SaveOptions = {}): PreparedSave {
  const { row, version } = savedRow(view, item);
  return {
    input: { TableName: view.schema.table.tableName, Item: row, ...conditionInput(view, options.if, version) },
    stored: readBack(view, row),
    version,
  };
}
