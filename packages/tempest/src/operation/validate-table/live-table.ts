import { type BillingMode, DescribeTableCommand, DescribeTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import { RequestError } from '../../errors.js';
import { send, type Wire } from '../send.js';
import { type TableShape, tableShape } from './table-shape.js';

/** A table as it is, whatever its declaration says. */
export interface LiveTable extends TableShape {
  readonly status: string;
  /** By the index's name: of global ones, as local ones have the table's. */
  readonly indexStatus: ReadonlyMap<string, string>;
  readonly billingMode: BillingMode;
  /** The attribute by which items expire; `undefined`: they do not, or nobody asked. */
  readonly timeToLive: string | undefined;
}

interface LiveTableOptions {
  readonly timeToLive: boolean;
  readonly signal: AbortSignal | undefined;
}

const ACTIVE = 'ACTIVE';

async function liveTimeToLive(wire: Wire, TableName: string, signal: AbortSignal | undefined): Promise<string | undefined> {
  const request = { operation: 'DescribeTimeToLive', table: TableName, writes: false, signal };
  const { TimeToLiveDescription: found } = await send(wire, request, { TableName }, (input, options) =>
    wire.client.send(new DescribeTimeToLiveCommand(input), options),
  );
  const isOn = found?.TimeToLiveStatus === 'ENABLED' || found?.TimeToLiveStatus === 'ENABLING';
  return isOn ? found.AttributeName : undefined;
}

/**
 * Asks DynamoDB about a table; `undefined` where there is none.
 *
 * @throws RequestError
 */
export async function liveTable(wire: Wire, TableName: string, options: LiveTableOptions): Promise<LiveTable | undefined> {
  const { signal } = options;
  const request = { operation: 'DescribeTable', table: TableName, writes: false, signal };
  try {
    const { Table = {} } = await send(wire, request, { TableName }, (input, sendOptions) =>
      wire.client.send(new DescribeTableCommand(input), sendOptions),
    );
    return {
      ...tableShape(Table),
      status: Table.TableStatus ?? ACTIVE,
      indexStatus: new Map(Table.GlobalSecondaryIndexes?.map(({ IndexName = '', IndexStatus = ACTIVE }) => [IndexName, IndexStatus])),
      billingMode: Table.BillingModeSummary?.BillingMode ?? 'PROVISIONED', // DynamoDB says nothing of tables that never were on demand
      timeToLive: options.timeToLive ? await liveTimeToLive(wire, TableName, signal) : undefined,
    };
  } catch (error) {
    if (error instanceof RequestError && error.code === 'TABLE_NOT_FOUND') return undefined;
    throw error;
  }
}
