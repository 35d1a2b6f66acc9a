import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { InvalidExpressionError } from '../../errors.js';
import {
  append,
  ifNotExists,
  literalValue,
  pathValue,
  plus,
  type SetValue,
  type UpdateNode,
  type UpdatePath,
} from '../update/update-tree.js';
import { checkStoredAlike, childPlace, encodeAt, failAt, firstPath, indexAt, nameAt, type Place } from './place.js';
import { type Operators, placeOfTerm, term } from './term.js';

/** Of an operand that is undefined. */
const INSTEAD = 'remove() the attribute';

/** A registered symbol, so that a change made by one loaded copy of the package may be used with another. */
const CHANGE = Symbol.for('@tempest-ts/change');

/** One change of one property, for `update`. */
export interface Change {
  /** Carries the type only. */
  readonly '~change'?: true;
}

const changeOf = (place: Place, nodeAt: (path: UpdatePath) => UpdateNode): Change => {
  const nodes = Object.freeze(place.paths.map(nodeAt));
  return Object.freeze({ [CHANGE]: nodes }) as Change; // the tag is not part of the type, which other copies of the package share
};

/** The nodes of a callback's answer: one change or several. Throws InvalidExpressionError where it is something else. */
export function nodesOfChanges(changes: unknown): readonly UpdateNode[] {
  const list: readonly unknown[] = Array.isArray(changes) ? changes : [changes];
  const nodes = list.flatMap(change => {
    const own =
      typeof change === 'object' && change !== null ? (change as { readonly [CHANGE]?: readonly UpdateNode[] })[CHANGE] : undefined;
    if (own) return own;
    throw new InvalidExpressionError(
      change instanceof Promise
        ? 'The callback of an update is asynchronous. Await what it needs before, and have it return its changes at once.'
        : 'An update is made of changes. Return one or several from the callback: u => [u.count.add(1), u.note.remove()].',
    );
  });
  if (nodes.length === 0) throw new InvalidExpressionError('The update changes nothing. Return at least one change from the callback.');
  return nodes;
}

/** Another attribute, or a value run through the place's codec and prefix. */
function setValue(place: Place, value: unknown): SetValue {
  const other = placeOfTerm(value);
  if (!other) return literalValue(encodeAt(place, value, INSTEAD));
  checkStoredAlike(place, other, 'copy it here');
  return pathValue(firstPath(other));
}

const set = (place: Place, valueAt: (path: UpdatePath) => SetValue): Change =>
  changeOf(place, path => Object.freeze({ kind: 'set', path, value: valueAt(path) }));

const remove = (place: Place): Change => changeOf(place, path => ({ kind: 'remove', path }));

/** Where `save` would leave the attribute absent, an update does too: an index would hold the item by its bare prefix otherwise. */
function setTo(place: Place, value: unknown): Change {
  return place.emptyIsAbsent && value === '' ? remove(place) : set(place, () => setValue(place, value));
}

function setIfAbsent(place: Place, value: unknown): Change {
  if (place.emptyIsAbsent && value === '')
    return failAt(place, "an empty string leaves it absent, so that setIfAbsent('') changes nothing.");
  return set(place, path => ifNotExists(path, setValue(place, value)));
}

const ZERO = literalValue({ N: '0' });
const EMPTY_LIST = literalValue({ L: [] });

function list(place: Place, elements: unknown): SetValue {
  if (elements === undefined) return failAt(place, 'append() and prepend() take the elements to add: one, or an array of them.');
  const encoded = encodeAt(place, Array.isArray(elements) ? elements : [elements], INSTEAD);
  return encoded.L ? literalValue(encoded) : failAt(place, 'append() and prepend() are for arrays.');
}

function isSet(value: AttributeValue): boolean {
  return value.SS !== undefined || value.NS !== undefined || value.BS !== undefined;
}

function add(place: Place, value: unknown): Change {
  const encoded = encodeAt(place, value, INSTEAD);
  if (isSet(encoded)) {
    if (firstPath(place).length > 1)
      return failAt(place, 'DynamoDB adds to a set at the top level of an item only. Set the whole, on a condition.');
  } else if (encoded.N === undefined) return failAt(place, 'add() is for numbers and sets.');
  return changeOf(place, path =>
    path.length === 1
      ? { kind: 'add', path, value: encoded }
      : { kind: 'set', path, value: plus(ifNotExists(path, ZERO), literalValue(encoded)) },
  );
}

function deleteFrom(place: Place, members: unknown): Change {
  const encoded = encodeAt(place, members, INSTEAD);
  if (!isSet(encoded)) return failAt(place, 'delete() takes a Set of the members to take out. For an attribute there is remove().');
  if (firstPath(place).length > 1)
    return failAt(place, 'DynamoDB takes from a set at the top level of an item only. Set the whole, on a condition.');
  return changeOf(place, path => ({ kind: 'delete', path, value: encoded }));
}

/** The operators of an update, by name. */
export const updateOperators: Operators = Object.freeze({
  set: setTo,
  setIfAbsent,
  remove,
  add,
  append: (place, elements) => set(place, path => append(ifNotExists(path, EMPTY_LIST), list(place, elements))),
  prepend: (place, elements) => set(place, path => append(list(place, elements), ifNotExists(path, EMPTY_LIST))),
  delete: deleteFrom,
  at: (place, index) => term(childPlace(place, indexAt(place, index)), updateOperators),
  get: (place, key) => term(childPlace(place, nameAt(place, key)), updateOperators),
});
