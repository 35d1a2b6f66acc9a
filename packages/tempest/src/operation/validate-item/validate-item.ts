import { describeKey } from '../../codec/describe-key.js';
import { rowKey } from '../../codec/item-codec.js';
import type { ReadonlyRow } from '../../codec/row.js';
import type { StandardSchemaIssue, StandardSchemaProps } from '../../decorators/standard-schema.js';
import { UnreadableItemError } from '../../errors.js';
import type { EntitySchema } from '../../metadata/entity-schema.js';
import { HYBRID_MARK, S3_KEY_ATTRIBUTE } from '../../metadata/pointer-attributes.js';
import type { BoundView } from '../runtime.js';
import { ValidationError, type ValidationIssue } from './validation-error.js';

/** Issues that a message spells out; all are in the error. */
const MAX_ISSUES_IN_MESSAGE = 5;

/** The item's attributes as its class holds them. Where it is stored is no part of it: it is the same item whichever tier holds it. */
function attributesOf({ properties, marks }: EntitySchema, item: object): object {
  const values = item as Readonly<Record<string, unknown>>; // looked at by name
  const ownS3Key = !marks.has(HYBRID_MARK);
  return Object.fromEntries(
    properties
      .filter(({ property, attributes }) => values[property] !== undefined && (ownS3Key || attributes[0] !== S3_KEY_ATTRIBUTE))
      .map(({ property }) => [property, values[property]]),
  );
}

function toIssue({ message, path = [] }: StandardSchemaIssue): ValidationIssue {
  return Object.freeze({ message, path: path.map(step => (typeof step === 'object' ? step.key : step)) });
}

/** `lines[2].price`; the empty string for the item as a whole. */
function describePath(path: readonly PropertyKey[]): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${String(step)}`)).join('');
}

/** `undefined`: the value fits. */
async function validate(
  schema: StandardSchemaProps<unknown, unknown>,
  value: object,
): Promise<{ readonly issues: readonly ValidationIssue[]; readonly cause?: unknown } | undefined> {
  try {
    const { issues } = await schema.validate(value);
    return issues && { issues: issues.map(toIssue) };
  } catch (cause) {
    return { issues: [{ path: [], message: `the schema failed: ${cause instanceof Error ? cause.message : String(cause)}` }], cause };
  }
}

async function failureOf(
  { schema: { entity, table } }: BoundView,
  item: object,
  row: ReadonlyRow,
  consequence: string,
): Promise<ValidationError | undefined> {
  const failed = entity.validation && (await validate(entity.validation.schema, attributesOf(entity, item)));
  if (!failed) return undefined;
  const { issues, ...options } = failed;
  const key = rowKey(table, row);
  const named = issues
    .slice(0, MAX_ISSUES_IN_MESSAGE)
    .map(({ path, message }) => (path.length ? `${describePath(path)}: ${message}` : message));
  const more = issues.length > named.length ? `; and ${issues.length - named.length} more` : '';
  const message = `${entity.name} ${describeKey(key)} of table ${table.tableName} does not fit the schema of its class${consequence}. ${named.join('; ')}${more}`;
  return new ValidationError(message, entity.name, key, Object.freeze(issues), options);
}

/**
 * Checks an item that is about to be put.
 *
 * @param stored the item as reading the row will give it
 * @throws ValidationError
 */
export async function validateWritten(view: BoundView, row: ReadonlyRow, stored: object): Promise<void> {
  const failure = await failureOf(view, stored, row, ', so nothing was written');
  if (failure) throw failure;
}

/**
 * Checks an item that was read, where its class asks for it.
 *
 * @throws UnreadableItemError
 */
export async function validateRead(view: BoundView, row: ReadonlyRow, item: object): Promise<void> {
  if (!view.schema.entity.validation?.onRead) return;
  const failure = await failureOf(view, item, row, '');
  if (!failure) return;
  const property = describePath(failure.issues[0]?.path ?? []);
  throw new UnreadableItemError(failure.message, failure.entity, property, failure.key, { cause: failure });
}
