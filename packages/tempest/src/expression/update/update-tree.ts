import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { PathSegment } from '../tree.js';

export type UpdatePath = readonly [string, ...PathSegment[]];

/** What a SET gives an attribute. */
export type SetValue =
  | { readonly kind: 'literal'; readonly value: AttributeValue }
  | { readonly kind: 'path'; readonly path: UpdatePath }
  /** The attribute where it is there, else the value. */
  | { readonly kind: 'ifNotExists'; readonly path: UpdatePath; readonly otherwise: SetValue }
  | { readonly kind: 'plus'; readonly left: SetValue; readonly right: SetValue }
  | { readonly kind: 'append'; readonly first: SetValue; readonly second: SetValue };

/** One change of one attribute. */
export type UpdateNode =
  | { readonly kind: 'set'; readonly path: UpdatePath; readonly value: SetValue }
  | { readonly kind: 'remove'; readonly path: UpdatePath }
  /** Adds to a number, or to a set; at the top level of an item only. */
  | { readonly kind: 'add'; readonly path: UpdatePath; readonly value: AttributeValue }
  /** Takes from a set; at the top level of an item only. */
  | { readonly kind: 'delete'; readonly path: UpdatePath; readonly value: AttributeValue };

export const literalValue = (value: AttributeValue): SetValue => Object.freeze({ kind: 'literal', value });
export const pathValue = (path: UpdatePath): SetValue => Object.freeze({ kind: 'path', path });
export const ifNotExists = (path: UpdatePath, otherwise: SetValue): SetValue => Object.freeze({ kind: 'ifNotExists', path, otherwise });
export const plus = (left: SetValue, right: SetValue): SetValue => Object.freeze({ kind: 'plus', left, right });
export const append = (first: SetValue, second: SetValue): SetValue => Object.freeze({ kind: 'append', first, second });
