import { randomUUID } from 'node:crypto';
import {
  type AttributeValue,
  DescribeKinesisStreamingDestinationCommand,
  type DynamoDBClient,
  type KinesisDataStreamDestination,
  type ScalarAttributeType,
  ScanCommand,
  type TableDescription,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { RequestError } from '@tempest-ts/tempest';
import { send } from '@tempest-ts/tempest/extend';

const conditionFailed = (error: unknown): boolean =>
  error instanceof Error && (error.cause as Error | undefined)?.name === 'ConditionalCheckFailedException';

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
  client: DynamoDBClient,
  TableName: string,
  { KeySchema = [], AttributeDefinitions = [] }: TableDescription,
  signal: AbortSignal | undefined,
): Promise<void> {
  const scan = { operation: 'Scan', table: TableName, writes: false, signal };
  await send(scan, options => client.send(new ScanCommand({ TableName, Limit: 1 }), options));
  const names = KeySchema.map(({ AttributeName = '' }) => AttributeName);
  const typeOf = (name: string): ScalarAttributeType | undefined =>
    AttributeDefinitions.find(definition => definition.AttributeName === name)?.AttributeType;
  const update = new UpdateItemCommand({
    TableName,
    Key: Object.fromEntries(names.map(name => [name, probeValue(typeOf(name))])),
    UpdateExpression: 'SET #probe = :probe',
    ConditionExpression: 'attribute_exists(#key) AND attribute_not_exists(#key)',
    ExpressionAttributeNames: { '#key': names[0] ?? '', '#probe': 'tempest-probe' },
    ExpressionAttributeValues: { ':probe': { BOOL: true } },
  });
  try {
    await send({ operation: 'UpdateItem', table: TableName, writes: true, signal }, options => client.send(update, options));
  } catch (error) {
    if (!conditionFailed(error)) throw error;
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
  client: DynamoDBClient,
  TableName: string,
  signal: AbortSignal | undefined,
): Promise<readonly KinesisDataStreamDestination[]> {
  const request = { operation: 'DescribeKinesisStreamingDestination', table: TableName, writes: false, signal };
  const command = new DescribeKinesisStreamingDestinationCommand({ TableName });
  try {
    const { KinesisDataStreamDestinations = [] } = await send(request, options => client.send(command, options));
    return KinesisDataStreamDestinations;
  } catch (error) {
    if (error instanceof RequestError && UNKNOWN.includes((error.cause as Error | undefined)?.name ?? '')) return [];
    throw error;
  }
}
