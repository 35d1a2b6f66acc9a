import { ConfigurationError } from '@tempest-ts/tempest';
import type { TableSchema } from '@tempest-ts/tempest/extend';
import { TABLE_METADATA } from '../hydrate/object-metadata.js';
import type { ListedVersion } from '../store/archive-store.js';
import type { RemainingObject } from './erase-report.js';

/** A version that another region's replica of a table may have made of an item: it stays, and so the item is not gone. */
export function ofAnotherRegion(
  { key: s3Key, versionId }: Pick<ListedVersion, 'key' | 'versionId'>,
  { tableName }: TableSchema,
  metadata: Readonly<Record<string, string>>,
): RemainingObject {
  const other = metadata[TABLE_METADATA];
  const adoption = other === undefined ? '' : `, or name that table: adopt: { '${tableName}': ['${other}'] }`;
  const message =
    `${s3Key} is of ${other ?? 'no table that it names'}, and ${tableName} is a global table: it may be the item, as another region archived it. ` +
    `Erase the item by a database of that region${adoption}.`;
  return { s3Key, versionId, why: 'another-region', cause: new ConfigurationError(message) };
}
