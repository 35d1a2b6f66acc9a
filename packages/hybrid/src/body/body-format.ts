/**
 * How an archived item is written.
 *
 * - `json`: the attributes as plain JSON (see `encode-json.ts`).
 * - `dynamodb-json`: one `{"Item":{"a":{"S":"..."}}}` line, as AWS's own export and import use.
 */
export type BodyFormat = 'json' | 'dynamodb-json';

/** Version of both formats, which each object says in its metadata. A reader that meets a higher one must not guess. */
export const BODY_FORMAT_VERSION = 1;

/**
 * Levels of lists and maps inside one another that are written and read: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html.
 * DynamoDB counts the value at the bottom too, so no row that it stores is refused.
 */
export const MAX_NESTING_LEVELS = 32;

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html: an item's names and values, at most 400 KB. */
export const MAX_ITEM_BYTES = 400 * 1024;

/**
 * Most bytes that one item's body can have in either format, before compression: more is no item, and is not inflated.
 *
 * Derived from the costliest byte of a 400 KB item. In a list an empty binary counts 1 byte and is written as `"", ` with
 * `"409599": "B", ` in `$types`: 19 bytes, or `{"B":""},`: 9. A control character counts 1 and becomes `\u0001`, 6, twice where it names an
 * attribute with a type (a nested pair of 2 bytes: 29). A number counts at least 2, 3 in a list, and is never written with more than 44
 * characters (`compactNumber`): at most 23 for each byte. So 24 for each, though no real item comes near.
 */
export const MAX_ITEM_BODY_BYTES = 24 * MAX_ITEM_BYTES;
