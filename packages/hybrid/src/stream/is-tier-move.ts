import { ConfigurationError } from '@tempest-ts/tempest';
import { ARCHIVE_ATTRIBUTE, NOT_BEFORE_ATTRIBUTE, type ReadonlyRow, type Row, S3_KEY_ATTRIBUTE } from '@tempest-ts/tempest/extend';
import { contentDigest } from '../body/content-digest.js';
import { rowsEqual } from '../body/rows-equal.js';
import { imageRow, type StreamRecord } from './stream-record.js';

function split(row: ReadonlyRow): { readonly own: Row; readonly pointer: ReadonlyRow | undefined; readonly mark: Row } {
  const { [ARCHIVE_ATTRIBUTE]: archive, [NOT_BEFORE_ATTRIBUTE]: held, ...item } = row; // for how long a restored row stays is nothing of the item
  const mark: Row = held === undefined ? {} : { held };
  if (archive === undefined) return { own: item, pointer: undefined, mark };
  const { [S3_KEY_ATTRIBUTE]: _, ...own } = item;
  return { own, pointer: archive.M ?? {}, mark };
}

/** What one row has and another has not; `undefined` where they differ in what both should have. */
function surplus(more: ReadonlyRow, less: ReadonlyRow): Row | undefined {
  const names = Object.keys(less);
  const shared = Object.fromEntries(Object.entries(more).filter(([name]) => Object.hasOwn(less, name)));
  if (Object.keys(shared).length !== names.length || !rowsEqual(shared, less)) return undefined;
  return Object.fromEntries(Object.entries(more).filter(([name]) => !Object.hasOwn(less, name)));
}

/**
 * Whether a record of a table's stream shows no change of an item, but only its move to S3 or back, or how long it is to stay: what `restore` does to a hot row, and `releaseRestored`. What cannot be proven to be a move is a change: a save
 * over an archived item, a delete, an insert, an item that was restored under another schema version, one archived before pointers said what had moved.
 *
 * @throws ConfigurationError where a modification comes without both images: the stream's view type must be `NEW_AND_OLD_IMAGES`.
 * @example
 * export const handler = async (event: DynamoDBStreamEvent) => {
 *   for (const record of event.Records) if (!isTierMove(record)) await handle(record);
 * };
 */
export function isTierMove({ eventName, dynamodb }: StreamRecord): boolean {
  if (eventName !== 'MODIFY') return false;
  if (!dynamodb?.OldImage || !dynamodb.NewImage) {
    throw new ConfigurationError(
      'isTierMove(): the record of a modification lacks an image, so a move cannot be told from a change. Set StreamViewType to NEW_AND_OLD_IMAGES.',
    );
  }
  const before = split(imageRow(dynamodb.OldImage));
  const after = split(imageRow(dynamodb.NewImage));
  if (before.pointer && after.pointer) {
    // Moved from one pack to another.
    return before.pointer.d?.S !== undefined && before.pointer.d.S === after.pointer.d?.S && rowsEqual(before.own, after.own);
  }
  // A mark that a row is to stay came, changed or went: `restore` of a row that was hot, or `releaseRestored`.
  if (!before.pointer && !after.pointer) return !rowsEqual(before.mark, after.mark) && rowsEqual(before.own, after.own);
  const moved = after.pointer ? surplus(before.own, after.own) : surplus(after.own, before.own);
  const pointer = after.pointer ?? before.pointer;
  return moved !== undefined && pointer?.d?.S !== undefined && pointer.d.S === contentDigest(moved);
}
