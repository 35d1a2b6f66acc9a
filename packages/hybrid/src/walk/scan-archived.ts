import { ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  ARCHIVE_ATTRIBUTE,
  attributeExists,
  beginsWith,
  LEGACY_POINTER_ATTRIBUTE,
  LEGACY_POINTER_SCHEME,
  literal,
  or,
  Placeholders,
  path,
  type Row,
  renderCondition,
  send,
  type TableSchema,
  type Wire,
} from '@tempest-ts/tempest/extend';
import { isTransientRequest } from '../archive/request-failure.js';
import { retry } from '../store/retry.js';

/** Times that a page is asked for, besides the DynamoDB client's own retries. */
const SCAN_ATTEMPTS = 5;

/** One page of a table's archived rows. */
export interface ArchivedPage {
  readonly rows: readonly Row[];
  /** Rows that DynamoDB looked at. */
  readonly scanned: number;
  /** Where the next page begins; `undefined`: this was the last. */
  readonly last: Row | undefined;
}

/** One page of a segment's archived rows, those of an earlier system included. Eventually consistent: whoever changes or reports a row reads it again. */
export async function scanArchived(
  wire: Wire,
  table: TableSchema,
  place: { readonly segment: number; readonly totalSegments: number; readonly after: Row | undefined },
  signal: AbortSignal | undefined,
): Promise<ArchivedPage> {
  const placeholders = new Placeholders();
  const archived = or(
    attributeExists(path(ARCHIVE_ATTRIBUTE)),
    beginsWith(path(LEGACY_POINTER_ATTRIBUTE), literal({ S: LEGACY_POINTER_SCHEME })),
  );
  const input = {
    TableName: table.tableName,
    Segment: place.segment,
    TotalSegments: place.totalSegments,
    FilterExpression: renderCondition(archived, placeholders),
    ExpressionAttributeNames: placeholders.names,
    ExpressionAttributeValues: placeholders.values,
    ...(place.after && { ExclusiveStartKey: place.after }),
  };
  const request = { operation: 'Scan', table: table.tableName, writes: false, signal };
  const output = await retry({ attempts: SCAN_ATTEMPTS, isRetryable: isTransientRequest, signal }, () =>
    send(wire, request, input, (sent, options) => wire.client.send(new ScanCommand(sent), options)),
  );
  return { rows: output.Items ?? [], scanned: output.ScannedCount ?? 0, last: output.LastEvaluatedKey };
}
