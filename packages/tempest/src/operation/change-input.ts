import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { ConfigurationError, InvalidExpressionError } from '../errors.js';
import { Placeholders } from '../expression/placeholders.js';
import { renderCondition } from '../expression/render.js';
import { and } from '../expression/tree.js';
import { ARCHIVE_ATTRIBUTE, LEGACY_POINTER_ATTRIBUTE, S3_KEY_ATTRIBUTE } from '../metadata/pointer-attributes.js';
import { pageKeyAttributes, type ViewSchema } from '../metadata/table-schema.js';
import { mayBeArchived } from './entity-filter.js';
import { classGuard, writeGuard } from './guard.js';
import { mayHaveLegacyPointers } from './tier.js';

/** Options of calls whose requests may be changed before they are sent. */
export interface ChangeOptions<Input> {
  /**
   * Gets the SDK's input of each request of the call (each page, chunk and retry) and returns the one to send: a changed copy, or another. What comes back
   * is read as if it had not been changed: a filter is given as `filter: expression('...')`, so that it sees archived items too, and what a changed key, table,
   * projection or return value leaves out of the answer is missing from the items.
   *
   * @example
   * await db.users.sessions.query(condition, { changeInput: input => ({ ...input, Select: 'ALL_ATTRIBUTES' }) });
   */
  readonly changeInput?: (input: Input) => Input;
}

type Change<Input> = ((input: Input) => Input) | undefined;

interface Projected {
  readonly ProjectionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
}

interface Filtered {
  readonly FilterExpression?: string | undefined;
  readonly ExclusiveStartKey?: Record<string, AttributeValue> | undefined;
}

interface Conditional {
  readonly ConditionExpression?: string | undefined;
  readonly UpdateExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue> | undefined;
}

/** @throws ConfigurationError */
export function changedInput<Input extends object>(input: Input, change: Change<Input>): Input {
  if (!change) return input;
  const changed: unknown = typeof change === 'function' ? change({ ...input }) : undefined;
  if (typeof changed === 'object' && changed !== null && !('then' in changed)) return changed as Input; // the callback's own type says which
  throw new ConfigurationError('`changeInput` is a function that returns the input to send: input => ({ ...input, Limit: 10 }).');
}

/** A projection that leaves out what rows are known by would give archived rows as items, or none at all: it is completed. */
export function withRowMarks<Input extends Projected>(view: ViewSchema, before: Projected | undefined, changed: Input): Input {
  const { ProjectionExpression: given, ExpressionAttributeNames: names = {} } = changed;
  if (given === undefined || given === before?.ProjectionExpression) return changed;
  const projected = given
    .split(',')
    .map(path => path.trim().replace(/[.[].*$/s, ''))
    .map(name => names[name] ?? name);
  const classes = [view, ...view.members];
  const needed = [
    ...pageKeyAttributes(view.table, view.index),
    ...classes.flatMap(({ patterns }) => patterns.map(({ attribute }) => attribute)),
    ...classes.flatMap(({ entity }) => entity.discriminator?.attribute ?? []),
    ARCHIVE_ATTRIBUTE,
    S3_KEY_ATTRIBUTE,
    ...(mayHaveLegacyPointers(view) ? [LEGACY_POINTER_ATTRIBUTE] : []),
  ];
  const missing = [...new Set(needed)].filter(name => !projected.includes(name));
  const placeholders = Object.fromEntries(missing.map((name, index) => [`#tempest${index}`, name]));
  return {
    ...changed,
    ProjectionExpression: [given, ...Object.keys(placeholders)].join(', '),
    ExpressionAttributeNames: { ...names, ...placeholders },
  };
}

/**
 * The input of a read, changed.
 *
 * @throws ConfigurationError, InvalidExpressionError
 */
export function changedRead<Input extends Projected & Filtered>(view: ViewSchema, input: Input, change: Change<Input>): Input {
  if (!change) return input;
  const changed = changedInput(input, change);
  if (changed.FilterExpression !== input.FilterExpression && mayBeArchived(view.table)) {
    throw new InvalidExpressionError(
      `\`changeInput\` changed the FilterExpression of view ${view.name}, whose items may be archived: DynamoDB would leave those out of whose attributes it sees none. ` +
        "Pass the filter as { filter: expression('...') } instead.",
    );
  }
  const marked = withRowMarks(view, input, changed);
  // An iteration whose pages all began at the same place would never end
  return input.ExclusiveStartKey ? { ...marked, ExclusiveStartKey: input.ExclusiveStartKey } : marked;
}

/** The guard as text, with placeholders that are not those of the input itself. */
function guardInput(view: ViewSchema): Required<Pick<Conditional, 'ConditionExpression'>> & Conditional {
  const placeholders = new Placeholders();
  const ofClass = classGuard(view);
  const rename = (text: string): string => text.replace(/#n|:v/g, mark => (mark === '#n' ? '#tempest' : ':tempest'));
  const renamed = <T>(map: Record<string, T> = {}) => Object.fromEntries(Object.entries(map).map(([name, value]) => [rename(name), value]));
  return {
    ConditionExpression: rename(renderCondition(ofClass ? and(writeGuard(view), ofClass) : writeGuard(view), placeholders)),
    ExpressionAttributeNames: renamed(placeholders.names),
    ...(placeholders.values && { ExpressionAttributeValues: renamed(placeholders.values) }),
  };
}

/** Another condition than the library's lacks the guard against archived rows, of which it would be answered wrongly: it is put back. */
export function withGuard<Input extends Conditional>(view: ViewSchema, before: Conditional | undefined, changed: Input): Input {
  const { ConditionExpression: given, UpdateExpression, ExpressionAttributeNames: names, ExpressionAttributeValues: values } = changed;
  if (given === before?.ConditionExpression || (given === undefined && UpdateExpression === undefined)) return changed;
  const guard = guardInput(view);
  return {
    ...changed,
    ConditionExpression: given === undefined ? guard.ConditionExpression : `(${given}) AND ${guard.ConditionExpression}`,
    ExpressionAttributeNames: { ...names, ...guard.ExpressionAttributeNames },
    ...((values || guard.ExpressionAttributeValues) && { ExpressionAttributeValues: { ...values, ...guard.ExpressionAttributeValues } }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD', // it tells an archived row from a condition that does not hold
  };
}

/**
 * The input of a write, changed.
 *
 * @throws ConfigurationError
 */
export function changedWrite<Input extends Conditional>(view: ViewSchema, input: Input, change: Change<Input>): Input {
  return change ? withGuard(view, input, changedInput(input, change)) : input;
}
