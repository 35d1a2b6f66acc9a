import {
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type GlobalSecondaryIndexDescription,
  type KeyType,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { DeclarationError } from '@tempest-ts/tempest';
import { ARCHIVE_ATTRIBUTE, S3_KEY_ATTRIBUTE, send, type TableSchema, tableKeyAttributes, type Wire } from '@tempest-ts/tempest/extend';
import type { PricedIndex } from '../price/item-footprint.js';

/** A table as it is, whatever its declaration says. */
export interface LiveTable {
  readonly arn: string;
  /** Of this very table: a table restored under the same name has another. `undefined` where a server names none. */
  readonly id: string | undefined;
  /** What DynamoDB said of it. */
  readonly description: TableDescription;
  readonly approximateRows: number;
  /** By DynamoDB's own count, like the rows. */
  readonly approximateBytes: number;
  /** Attributes that rows must keep, so that every live index goes on holding them and they go on expiring. */
  readonly neededAttributes: readonly string[];
  readonly indexes: ReadonlyMap<string, PricedIndex>;
  /** Views that read an index which lacks the pointer: they would show archived items as small ones. A run refuses to begin. */
  readonly losesPointer: readonly DeclarationError[];
}

type LiveIndex = Pick<GlobalSecondaryIndexDescription, 'IndexName' | 'KeySchema' | 'Projection'>;

/** An index that lacks the pointer, whatever the declaration says of it, would show archived items as small ones to the views that read it. */
function viewsWithoutPointer(table: TableSchema, indexes: readonly LiveIndex[]): readonly DeclarationError[] {
  const errors: DeclarationError[] = [];
  for (const view of table.views.values()) {
    const live = indexes.find(index => index.IndexName === view.index?.name);
    const type = live?.Projection?.ProjectionType ?? 'ALL';
    const carried = live?.Projection?.NonKeyAttributes ?? [];
    if (type === 'ALL' || [ARCHIVE_ATTRIBUTE, S3_KEY_ATTRIBUTE].every(name => carried.includes(name))) continue;
    const message =
      `Index ${live?.IndexName} of the table ${table.tableName} projects ${type}, without ${ARCHIVE_ATTRIBUTE} and ${S3_KEY_ATTRIBUTE}, by which view ` +
      `${view.name} finds archived items. Create it anew with them, or with the projection ALL, before you archive.`;
    errors.push(new DeclarationError(message, { table: table.name, view: view.name, entity: view.entity.name }));
  }
  return errors;
}

function pricedIndex(table: TableSchema, { KeySchema = [], Projection }: LiveIndex): PricedIndex {
  const keys = KeySchema.map(key => key.AttributeName).filter(name => name !== undefined);
  const type = Projection?.ProjectionType ?? 'ALL';
  const carried = type === 'ALL' ? undefined : new Set([...tableKeyAttributes(table), ...keys, ...(Projection?.NonKeyAttributes ?? [])]);
  return { keys, carried };
}

/**
 * Asks DynamoDB about a table, before anything is moved.
 *
 * @throws DeclarationError where its keys are not the declared ones; RequestError
 */
export async function describeLiveTable(wire: Wire, table: TableSchema, signal: AbortSignal | undefined): Promise<LiveTable> {
  const { tableName } = table;
  const request = {
    operation: 'DescribeTable',
    table: tableName,
    writes: false,
    signal,
  };
  const { Table } = await send(wire, request, { TableName: tableName }, (input, options) =>
    wire.client.send(new DescribeTableCommand(input), options),
  );
  const keyOf = (type: KeyType): string | undefined => Table?.KeySchema?.find(key => key.KeyType === type)?.AttributeName;
  const keys = [keyOf('HASH'), keyOf('RANGE')].filter(name => name !== undefined);
  const declared = table.sortKey === undefined ? [table.partitionKey] : [table.partitionKey, table.sortKey];
  if (keys.join() !== declared.join()) {
    const message = `Table ${table.name} is declared with the key ${declared.join(', ')}; the table ${tableName} has ${keys.join(', ')}. Correct the declaration.`;
    throw new DeclarationError(message, { table: table.name });
  }
  const indexes = [...(Table?.GlobalSecondaryIndexes ?? []), ...(Table?.LocalSecondaryIndexes ?? [])];
  const ttlRequest = {
    operation: 'DescribeTimeToLive',
    table: tableName,
    writes: false,
    signal,
  };
  const ttl = await send(wire, ttlRequest, { TableName: tableName }, (input, options) =>
    wire.client.send(new DescribeTimeToLiveCommand(input), options),
  );
  const needed = [
    ...indexes.flatMap(index => index.KeySchema ?? []).map(key => key.AttributeName),
    ttl.TimeToLiveDescription?.AttributeName,
  ];
  return {
    arn: Table?.TableArn ?? tableName,
    id: Table?.TableId,
    description: Table ?? {},
    approximateRows: Table?.ItemCount ?? 0,
    approximateBytes: Table?.TableSizeBytes ?? 0,
    neededAttributes: needed.filter(name => name !== undefined),
    indexes: new Map(indexes.map(index => [index.IndexName ?? '', pricedIndex(table, index)])),
    losesPointer: viewsWithoutPointer(table, indexes),
  };
}
