import { QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  ARCHIVE_ATTRIBUTE,
  and,
  attributeExists,
  attributeNotExists,
  beginsWith,
  compare,
  LEGACY_POINTER_ATTRIBUTE,
  LEGACY_POINTER_SCHEME,
  lean,
  literal,
  NOT_BEFORE_ATTRIBUTE,
  or,
  Placeholders,
  path,
  type Row,
  renderCondition,
  send,
  type TableSchema,
  type Wire,
} from '@tempest-ts/tempest/extend';
import { estimateReadUnits } from './estimate-read-units.js';
import type { ReadPart } from './read-part.js';
import { wasSentAgain } from './request-failure.js';

/** One page of a table's rows as they are stored. */
export interface RawPage {
  readonly rows: readonly Row[];
  /** Rows that DynamoDB looked at, archived ones included. */
  readonly scanned: number;
  /** Where the next page begins; `undefined` at the end. */
  readonly last: Row | undefined;
  /** Entries of an index whose rows could not be read, and why. */
  readonly unread: readonly Row[];
  readonly unreadCause: unknown;
  /** Read capacity units that it took, estimated where the server does not say. */
  readonly units: number;
  /** Whether the server was too busy for a request, so that it was sent more than once. */
  readonly sentAgain: boolean;
}

/** What of a part is read. */
export interface PageRequest {
  readonly table: TableSchema;
  readonly part: ReadPart;
  /** Which rows: those that are not archived, those that are, by an earlier system too, or those that were restored to stay for a while. */
  readonly rows: 'hot' | 'archived' | 'held';
  /** The `last` of the page before. */
  readonly start: Row | undefined;
  /** Rows that DynamoDB looks at, at most; `undefined`: a megabyte of them. */
  readonly limit: number | undefined;
  readonly signal: AbortSignal | undefined;
}

const HOT = attributeNotExists(path(ARCHIVE_ATTRIBUTE));
const ARCHIVED = or(
  attributeExists(path(ARCHIVE_ATTRIBUTE)),
  beginsWith(path(LEGACY_POINTER_ATTRIBUTE), literal({ S: LEGACY_POINTER_SCHEME })),
);
const WANTED = { hot: HOT, archived: ARCHIVED, held: attributeExists(path(NOT_BEFORE_ATTRIBUTE)) } as const;

/** The request for a page. Eventually consistent: whoever changes or reports a row checks it. */
export function pageInput({ table, part, rows, start, limit }: Omit<PageRequest, 'signal'>) {
  const placeholders = new Placeholders();
  const { index } = part;
  const wanted = WANTED[rows];
  const old = index && compare('lt', path(index.sortKey), literal(index.before));
  const filter = part.kind === 'scan' && old ? and(wanted, old) : wanted;
  const keys =
    part.kind === 'query' &&
    `${placeholders.name(part.index.partitionKey)} = ${placeholders.value(part.partition)} AND ${placeholders.name(part.index.sortKey)} < ${placeholders.value(part.index.before)}`;
  const filters = !index || index.carriesPointer || part.kind === 'scan';
  return {
    TableName: table.tableName,
    ReturnConsumedCapacity: 'TOTAL' as const,
    ...(index && { IndexName: index.name }),
    ...(part.kind === 'scan' && { Segment: part.segment, TotalSegments: part.segments }),
    ...(keys && { KeyConditionExpression: keys }),
    ...(filters && { FilterExpression: renderCondition(filter, placeholders) }),
    ExpressionAttributeNames: placeholders.names,
    ...(placeholders.values && Object.keys(placeholders.values).length > 0 && { ExpressionAttributeValues: placeholders.values }),
    ...(start && { ExclusiveStartKey: start }),
    ...(limit !== undefined && { Limit: limit }),
  };
}

/** Reads one page of a part: of an index that does not carry items whole, its entries. @throws RequestError */
export async function readPage(wire: Wire, request: PageRequest): Promise<RawPage> {
  const { table, part, signal } = request;
  const input = pageInput(request);
  const description = { operation: part.kind === 'scan' ? 'Scan' : 'Query', table: table.tableName, writes: false, signal };
  const output = await send(wire, description, input, (sent, options) =>
    part.kind === 'scan'
      ? wire.client.send(lean(wire.client, new ScanCommand(sent)), options)
      : wire.client.send(lean(wire.client, new QueryCommand(sent)), options),
  );
  const { Items: rows = [], ScannedCount: scanned = 0 } = output;
  return {
    rows,
    scanned,
    last: output.LastEvaluatedKey,
    unread: [],
    unreadCause: undefined,
    units: output.ConsumedCapacity?.CapacityUnits ?? estimateReadUnits(rows, scanned),
    sentAgain: wasSentAgain(output),
  };
}
