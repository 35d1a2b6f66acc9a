import type { BillingMode } from '@aws-sdk/client-dynamodb';
import type { IndexProjection } from '../../metadata/table-definition.js';
import type { IndexShape, KeyAttribute } from './table-shape.js';

/** What is compared, by the kind of difference. */
interface Compared {
  /** The table's name. */
  'missing-table': string;
  /** DynamoDB's word for it. */
  'table-status': string;
  /** The attributes of the table's key, or of an index's. */
  key: readonly KeyAttribute[];
  /** The same attributes, of other types. */
  'key-type': readonly KeyAttribute[];
  'missing-index': IndexShape;
  'extra-index': IndexShape;
  'index-scope': 'local' | 'global';
  'index-projection': IndexProjection;
  'index-status': string;
  /** The attribute. */
  'time-to-live': string;
  'billing-mode': BillingMode;
  /** The index, as declared or as it is, lacks what archived items are recognised by. */
  'pointer-not-projected': IndexProjection;
}

/** What a declared table and the live one can differ in. */
export type TableDifferenceKind = keyof Compared;

const KINDS: Readonly<Record<TableDifferenceKind, true>> = Object.freeze({
  'missing-table': true,
  'table-status': true,
  key: true,
  'key-type': true,
  'missing-index': true,
  'extra-index': true,
  'index-scope': true,
  'index-projection': true,
  'index-status': true,
  'time-to-live': true,
  'billing-mode': true,
  'pointer-not-projected': true,
});

/** Every kind of difference. */
export const TABLE_DIFFERENCE_KINDS: readonly string[] = Object.freeze(Object.keys(KINDS));

interface DifferenceOf<Kind extends TableDifferenceKind> {
  /** The name that requests are sent to. */
  readonly table: string;
  /** The index that it is about; left out where it is about the table. */
  readonly index?: string;
  readonly kind: Kind;
  /** `undefined`: the declaration has none. */
  readonly declared: Compared[Kind] | undefined;
  /** `undefined`: the live table has none. */
  readonly live: Compared[Kind] | undefined;
  /** What differs, and what to do about it. */
  readonly message: string;
}

/** One thing in which a declared table and the live one differ. Its `kind` tells the type of `declared` and `live`. */
export type TableDifference = { readonly [Kind in TableDifferenceKind]: DifferenceOf<Kind> }[TableDifferenceKind];
