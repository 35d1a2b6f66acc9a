import { type DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  ARCHIVE_ATTRIBUTE,
  attributeNotExists,
  Placeholders,
  path,
  type Row,
  renderCondition,
  send,
  type TableSchema,
} from '@tempest-ts/tempest/extend';
import { retry } from '../store/retry.js';
import { isTransientRequest } from './request-failure.js';

/** Times that a page is asked for, besides the DynamoDB client's own retries: a segment that is given up is not read to its end. */
const SCAN_ATTEMPTS = 5;

/** One page of a table's rows as they are stored. */
export interface RawScanPage {
  readonly rows: readonly Row[];
  /** Rows that DynamoDB looked at, archived ones included. */
  readonly scanned: number;
}

/** The rows of one segment that are not archived, page after page. Eventually consistent: the swap checks everything. */
export async function* scanSegment(
  client: DynamoDBClient,
  table: TableSchema,
  segment: number,
  totalSegments: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<RawScanPage, void, undefined> {
  const placeholders = new Placeholders();
  const input = {
    TableName: table.tableName,
    Segment: segment,
    TotalSegments: totalSegments,
    FilterExpression: renderCondition(attributeNotExists(path(ARCHIVE_ATTRIBUTE)), placeholders),
    ExpressionAttributeNames: placeholders.names,
  };
  const request = {
    operation: 'Scan',
    table: table.tableName,
    writes: false,
    signal,
  };
  let start: Row | undefined;
  do {
    const page = { ...input, ...(start && { ExclusiveStartKey: start }) };
    const output = await retry({ attempts: SCAN_ATTEMPTS, isRetryable: isTransientRequest, signal }, () =>
      send(request, options => client.send(new ScanCommand(page), options)),
    );
    yield { rows: output.Items ?? [], scanned: output.ScannedCount ?? 0 };
    start = output.LastEvaluatedKey;
  } while (start);
}
