import { randomUUID } from 'node:crypto';
import {
  type AttributeValue,
  DescribeKinesisStreamingDestinationCommand,
  type KinesisDataStreamDestination,
  type ScalarAttributeType,
  ScanCommand,
  type TableDescription,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { RequestError } from '@tempest-ts/tempest';
import { failedCondition, send, type Wire } from '@tempest-ts/tempest/extend';

function probeValue(type: ScalarAttributeType | undefined): AttributeValue {
  const id = randomUUID();
  if (type === 'B') return { B: Buffer.from(id) };
  return type === 'N' ? { N: String(Number.parseInt(id, 16)) } : { S: `tempest-probe-${id}` };
}

/**
 * Shows that the archiver may scan a table and update its rows: the update's condition never holds, so it writes nothing.
 *
 * @throws RequestError
 */
export async function probeTable(
  wire: Wire,
  TableName: string,
  { KeySchema = [], AttributeDefinitions = [] }: TableDescription,
  signal: AbortSignal | undefined,
): Promise<void> {
  const scan = { operation: 'Scan', table: TableName, writes: false, signal };
  await send(wire, scan, { TableName, Limit: 1 }, (input, options) => wire.client.send(new ScanCommand(input), options));
  const names = KeySchema.map(({ AttributeName = '' }) => AttributeName);
  const typeOf = (name: string): ScalarAttributeType | undefined =>
    AttributeDefinitions.find(definition => definition.AttributeName === name)?.AttributeType;
  const update = {
    TableName,
    Key: Object.fromEntries(names.map(name => [name, probeValue(typeOf(name))])),
    UpdateExpression: 'SET #probe = :probe',
    ConditionExpression: 'attribute_exists(#key) AND attribute_not_exists(#key)',
    ExpressionAttributeNames: { '#key': names[0] ?? '', '#probe': 'tempest-probe' },
    ExpressionAttributeValues: { ':probe': { BOOL: true } },
  };
  try {
    await send(wire, { operation: 'UpdateItem', table: TableName, writes: true, signal }, update, (input, options) =>
      wire.client.send(new UpdateItemCommand(input), options),
    );
  } catch (error) {
    if (!failedCondition(error)) throw error;
  }
}

/** What servers that have no Kinesis answer. */
const UNKNOWN = ['UnknownOperationException', 'SerializationException'];

/**
 * The Kinesis streams that a table is copied to.
 *
 * @throws RequestError
 */
export async function kinesisDestinations(
  wire: Wire,
  TableName: string,
  signal: AbortSignal | undefined,
): Promise<readonly KinesisDataStreamDestination[]> {
  const request = { operation: 'DescribeKinesisStreamingDestination', table: TableName, writes: false, signal };
  try {
    const { KinesisDataStreamDestinations = [] } = await send(wire, request, { TableName }, (input, options) =>
      wire.client.send(new DescribeKinesisStreamingDestinationCommand(input), options),
    );
    return KinesisDataStreamDestinations;
  } catch (error) {
    if (error instanceof RequestError && UNKNOWN.includes((error.cause as Error | undefined)?.name ?? '')) return [];
    throw error;
  }
}
