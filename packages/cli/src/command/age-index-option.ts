import type { AgeIndex, KeyAttribute } from '@tempest-ts/hybrid';
import type { CliDb } from '../connection/connect.js';
import { CliError } from '../errors.js';

/** Names of tables and indexes have none of these (DynamoDB developer guide, "Naming rules"). */
const FORM = /^(?:(?<table>[\w.-]+)\/)?(?<index>[\w.-]+)(?:=(?<partitions>.+))?$/s;

/** The type of an index's partition key, as declared. Of an index that is not, a string: the library says what is wrong with it. */
function partitionType(db: CliDb, index: string, table: string | undefined): KeyAttribute['type'] {
  const tables = db.describe().filter(({ name }) => table === undefined || name === table);
  const found = tables.flatMap(({ indexes }) => indexes.filter(({ name }) => name === index));
  return found[0]?.key[0]?.type ?? 'S';
}

/** @throws CliError */
function partitionValue(text: string, type: KeyAttribute['type']): string | number | bigint | Uint8Array {
  if (type === 'S') return text;
  if (type === 'B') return new Uint8Array(Buffer.from(text, 'base64'));
  if (/^-?\d+$/.test(text)) return BigInt(text);
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number))
    throw new CliError(`--age-index: ${JSON.stringify(text)} is no number, and the index's partition key is one.`);
  return number;
}

/**
 * `--age-index by_created`, `--age-index by_created=eu,us`, `--age-index users/by_created`: the indexes by which old items are found, with the partition keys to look in; bytes as base64.
 *
 * @throws CliError
 */
export function ageIndexesOf(db: CliDb, texts: readonly string[] | undefined): readonly AgeIndex[] | undefined {
  return texts?.map((text): AgeIndex => {
    const { index, table, partitions } = FORM.exec(text)?.groups ?? {};
    if (index === undefined)
      throw new CliError(
        `--age-index: ${JSON.stringify(text)} is not INDEX, INDEX=PARTITION,PARTITION or TABLE/INDEX, by their declared names.`,
      );
    const type = partitionType(db, index, table);
    const values = partitions?.split(',').map(value => partitionValue(value, type));
    return { index, ...(table !== undefined && { table }), ...(values && { partitions: values }) };
  });
}
