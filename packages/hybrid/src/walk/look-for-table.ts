import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { RequestError } from '@tempest-ts/tempest';
import { send, type Wire } from '@tempest-ts/tempest/extend';
import type { NamedTable } from '../store/table-claims.js';

/** The place of a table, and its name, in an ARN. */
const TABLE_ARN = /^(arn:[^:]+:dynamodb:[^:]*:[^:]*:table\/)([^/]+)$/;

/**
 * Whether a table is still there. `'unknown'`: it is of another region or account, or nobody here may ask.
 *
 * @param near the ARN of a table that requests of this database reach
 */
export async function lookForTable(
  wire: Wire,
  { arn, id }: NamedTable,
  near: string,
  signal: AbortSignal | undefined,
): Promise<'there' | 'gone' | 'unknown'> {
  const [, place, TableName] = TABLE_ARN.exec(arn) ?? [];
  if (TableName === undefined || place === undefined || !near.startsWith(place)) return 'unknown';
  const request = { operation: 'DescribeTable', table: TableName, writes: false, signal };
  try {
    const { Table } = await send(wire, request, { TableName }, (input, options) =>
      wire.client.send(new DescribeTableCommand(input), options),
    );
    return id === undefined || Table?.TableId === undefined || Table.TableId === id ? 'there' : 'gone';
  } catch (error) {
    if (!(error instanceof RequestError) || error.code === 'ABORTED') throw error;
    return error.code === 'TABLE_NOT_FOUND' ? 'gone' : 'unknown';
  }
}
