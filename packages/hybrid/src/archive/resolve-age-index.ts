import { ConfigurationError } from '@tempest-ts/tempest';
import { ARCHIVE_ATTRIBUTE, type BoundView, type TableSchema } from '@tempest-ts/tempest/extend';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import type { LiveTable } from '../preflight/live-table.js';
import { type AgeIndexRange, partitionId, type ReadPart, type ScanSegments, scanParts } from '../walk/read-part.js';
import { type AgeIndex, storedValue } from './archive-options.js';

const SECOND_MS = 1_000;

function fail({ index }: AgeIndex, why: string): never {
  throw new ConfigurationError(`ageIndexes: ${why.replace('{index}', `the index ${index}`)}`);
}

/** Each once: a partition that is read twice would have each of its items counted, and its object stored, twice. */
function distinct(partitions: NonNullable<AgeIndex['partitions']>): NonNullable<AgeIndex['partitions']> {
  const ids = new Set<string>();
  return partitions.filter(partition => {
    const id = partitionId(storedValue(partition));
    return !ids.has(id) && ids.add(id);
  });
}

/**
 * The tables that the age indexes are of, and of each index its partitions without repetitions.
 *
 * @throws ConfigurationError
 */
export function tablesOfAgeIndexes(indexes: readonly AgeIndex[], tables: readonly TableSchema[]): ReadonlyMap<TableSchema, AgeIndex> {
  const found = new Map<TableSchema, AgeIndex>();
  for (const index of indexes) {
    const candidates = tables.filter(table => table.indexes.has(index.index) && (index.table ?? table.name) === table.name);
    const [table, other] = candidates;
    if (!table) return fail(index, 'no table of an archived entity declares {index}. Name one that is declared.');
    if (other) return fail(index, `{index} is declared by the tables ${table.name} and ${other.name}. Say which is meant: \`table\`.`);
    if (found.has(table)) return fail(index, `table ${table.name} has two of them. Keep one.`);
    found.set(table, index.partitions ? { ...index, partitions: distinct(index.partitions) } : index);
  }
  return found;
}

/**
 * What of an index holds a table's old items.
 *
 * @throws ConfigurationError where the index does not tell ages
 */
export function ageIndexParts(
  ageIndex: AgeIndex,
  table: TableSchema,
  live: LiveTable,
  entities: readonly HybridEntity[],
  codecs: ReadonlyMap<string, BoundView>,
  now: Date,
  scan: ScanSegments,
): readonly ReadPart[] {
  const index = table.indexes.get(ageIndex.index);
  const priced = live.indexes.get(ageIndex.index);
  if (!index) return fail(ageIndex, `table ${table.name} declares no such index as {index}.`);
  if (!priced) return fail(ageIndex, `the table ${table.tableName} has no such index as {index}. Create it, or leave it out.`);
  const dated = entities.filter(({ timestamp }) => index.sortKey !== undefined && timestamp.attributes.includes(index.sortKey));
  const [first] = dated;
  if (!first || index.sortKey === undefined)
    return fail(ageIndex, `the sort key of {index} is no archival timestamp of an entity of its table.`);
  if (dated.some(({ timestamp }) => timestamp.codec !== undefined || timestamp.type !== first.timestamp.type)) {
    return fail(ageIndex, '{index} cannot tell ages: its sort key is written by a codec, or in several types, which may not sort by time.');
  }
  const codec = codecs.get(first.view.name)?.codec.valueCodec(first.timestamp);
  const youngest = Math.min(...dated.map(entity => entity.ageMs));
  // Whole seconds, as some are stored: what lies between is selected by its own date.
  const before = new Date(Math.ceil((now.getTime() - youngest) / SECOND_MS) * SECOND_MS);
  const range: AgeIndexRange = {
    name: index.name,
    partitionKey: index.partitionKey,
    sortKey: index.sortKey,
    before: codec?.encode(before) ?? fail(ageIndex, '{index}: its entity has no view.'),
    isWhole: priced.carried === undefined,
    carriesPointer: priced.carried?.has(ARCHIVE_ATTRIBUTE) ?? true,
  };
  const { partitions } = ageIndex;
  if (!partitions) return scanParts(scan, range);
  return partitions.map(partition => ({ kind: 'query', index: range, partition: storedValue(partition) }));
}
