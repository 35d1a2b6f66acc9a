import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { Row } from '../../codec/row.js';
import { InvalidExpressionError } from '../../errors.js';
import { Placeholders } from '../../expression/placeholders.js';
import { renderCondition } from '../../expression/render.js';
import { and, attributeExists, type ConditionNode, path } from '../../expression/tree.js';
import type { AnyCondition } from '../../expression/typed/condition-types.js';
import { terms } from '../../expression/typed/term.js';
import { type Change, nodesOfChanges, updateOperators } from '../../expression/typed/update-operators.js';
import { renderUpdate } from '../../expression/update/render-update.js';
import { ifNotExists, literalValue, type UpdateNode } from '../../expression/update/update-tree.js';
import { HYBRID_MARK, S3_KEY_ATTRIBUTE } from '../../metadata/pointer-attributes.js';
import { tableKeyAttributes } from '../../metadata/table-schema.js';
import type { CallOptions } from '../call-options.js';
import type { ChangeOptions } from '../change-input.js';
import { checkExpressionSize } from '../check-expression-size.js';
import { conditionNode, propertyPlace } from '../expression-input.js';
import { givenVersion } from '../given-version.js';
import { classGuard, writeGuard } from '../guard.js';
import { keyInput } from '../key-input.js';
import type { BoundView } from '../runtime.js';
import type { VersionCheck } from '../version-check.js';
import { checkNotFilledIn, lifecycleNodes } from './lifecycle-nodes.js';
import { keyCopies, templateNodes } from './template-nodes.js';

/** Options of `update`. */
export interface UpdateOptions<If = AnyCondition> extends CallOptions, ChangeOptions<UpdateItemCommandInput> {
  /** Update only where this holds of the stored item; otherwise `ConditionFailedError`. */
  readonly if?: If;
  /** Make the item where there is none, instead of `ItemNotFoundError`. Default: false. */
  readonly upsert?: boolean;
  /** Update only where the stored item has this `@Version()`; otherwise `VersionConflictError`. Not together with `upsert`. */
  readonly version?: number | bigint;
}

/** The changes of an update as operations take them, whatever their entity. */
export type AnyChanges = (item: never) => Change | readonly Change[];

/** A key is what an item is found by, and where an archived item is stored is the library's to say. */
function checkProperty(view: BoundView, property: string): void {
  const { entity, table, members } = view.schema;
  const attributes: readonly string[] = entity.byProperty.get(property)?.attributes ?? [];
  const keys = tableKeyAttributes(table);
  const isComponent = view.codec.templates.key.some(({ template }) =>
    template.components.some(each => each.property.property === property),
  );
  if (isComponent || attributes.some(attribute => keys.includes(attribute))) {
    throw new InvalidExpressionError(
      `${entity.name}.${property} is the item's key, which no update changes. Save the item under its new key and delete the old one.`,
    );
  }
  const classes = members.length > 0 ? members : [view.schema];
  if (classes.some(({ entity: { discriminator } }) => discriminator?.property.property === property)) {
    throw new InvalidExpressionError(
      `${entity.name}.${property} says of which class the item is, which no update changes. Save an item of the other class in its place.`,
    );
  }
  if (attributes.includes(S3_KEY_ATTRIBUTE) && entity.marks.has(HYBRID_MARK)) {
    throw new InvalidExpressionError(
      `${entity.name}.${property} is filled in by the library, for items that are archived. Leave it out of the update.`,
    );
  }
}

/** What an item that is made by an update has besides its key and the changes: further attributes of the key, and constants. */
function upsertNodes(view: BoundView, key: Row, changed: ReadonlySet<string>): readonly UpdateNode[] {
  const { entity, table } = view.schema;
  const keys = tableKeyAttributes(table);
  const nodes: UpdateNode[] = [...keyCopies(view, key, changed)];
  const copied = new Set(nodes.map(({ path: [attribute] }) => attribute));
  for (const property of entity.properties) {
    if (view.codec.templates.keyOnly.has(property)) continue;
    const keyAttribute = property.attributes.find(attribute => keys.includes(attribute));
    const value =
      keyAttribute === undefined
        ? property.constant
          ? view.codec.valueCodec(property).encode(property.initial)
          : undefined
        : key[keyAttribute];
    if (value === undefined) continue;
    for (const attribute of property.attributes) {
      if (keys.includes(attribute) || changed.has(attribute) || copied.has(attribute)) continue;
      nodes.push({ kind: 'set', path: [attribute], value: ifNotExists([attribute], literalValue(value)) });
    }
  }
  return nodes;
}

/**
 * What an update's option `version` asks of the stored item.
 *
 * @throws InvalidExpressionError, InvalidItemError where the value is no version
 */
export function updatedVersion(view: BoundView, options: UpdateOptions): VersionCheck | undefined {
  if (options.version === undefined) return undefined;
  const { entity } = view.schema;
  if (!entity.lifecycle.version) {
    throw new InvalidExpressionError(
      `\`version\` of an update: ${entity.name} declares none. Put @Version() before its property, or leave the option out.`,
    );
  }
  if (options.upsert) {
    throw new InvalidExpressionError(
      `\`version\` of an update is that of a stored item, and \`upsert\` is for where there is none. Leave one of them out.`,
    );
  }
  return givenVersion(view, entity.lifecycle.version, options.version);
}

/** @throws InvalidKeyError, InvalidExpressionError */
export function updateInput(
  view: BoundView,
  key: object,
  changes: AnyChanges,
  options: UpdateOptions = {},
): UpdateItemCommandInput & { readonly Key: Row } {
  if (typeof changes !== 'function') {
    throw new InvalidExpressionError('update() takes its changes as a callback: update(key, u => [u.count.add(1), u.note.remove()]).');
  }
  if (options.upsert && view.members.length > 0) {
    throw new InvalidExpressionError(
      `\`upsert\` through ${view.schema.name}: it does not say which of ${view.schema.entity.name} to make. Use the view of one class.`,
    );
  }
  const { table } = view.schema;
  const Key = keyInput(view, key);
  const item = terms(property => {
    checkProperty(view, property);
    return propertyPlace(view, property);
  }, updateOperators);
  const changed = nodesOfChanges(changes(item as never)); // the callback's own type says what it takes
  checkNotFilledIn(view, changed);
  const filledIn = lifecycleNodes(view, options.upsert === true);
  const known = new Set([...changed, ...filledIn].map(node => node.path[0]));
  const made = options.upsert ? upsertNodes(view, Key, known) : [];
  const derived = templateNodes(view, Key, [...changed, ...filledIn], options.upsert === true);
  const placeholders = new Placeholders();
  const conditions: readonly (ConditionNode | undefined)[] = [
    options.upsert ? undefined : attributeExists(path(table.partitionKey)),
    classGuard(view.schema),
    conditionNode(view, options.if, 'condition'),
    updatedVersion(view, options)?.node,
  ];
  const condition = conditions.reduce<ConditionNode>((all, each) => (each ? and(each, all) : all), writeGuard(view.schema));
  const rendered = {
    UpdateExpression: renderUpdate([...changed, ...filledIn, ...made, ...derived], placeholders),
    ConditionExpression: renderCondition(condition, placeholders),
  };
  checkExpressionSize('update', rendered.UpdateExpression);
  checkExpressionSize('condition', rendered.ConditionExpression);
  return {
    TableName: table.tableName,
    Key,
    ...rendered,
    ExpressionAttributeNames: placeholders.names,
    ExpressionAttributeValues: placeholders.values,
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}
