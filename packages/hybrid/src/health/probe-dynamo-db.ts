import { type AttributeValue, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { type BoundView, send, type TableSchema, tableKeyAttributes, type Wire } from '@tempest-ts/tempest/extend';

const PROBE_VALUES: Readonly<Record<'S' | 'N' | 'B', AttributeValue>> = {
  S: { S: 'tempest~probe' },
  N: { N: '0' },
  B: { B: Buffer.from('tempest~probe') },
};

/** A refusal of the key is an answer too: of keys whose type no declaration tells. */
const wasAnswered = (error: unknown): boolean =>
  error instanceof Error && (error.cause as Error | undefined)?.name === 'ValidationException';

/**
 * Shows that a table answers: asks for a key that no item has, or nobody minds, and for its keys alone. Half a read unit.
 *
 * @throws RequestError
 */
export async function probeDynamoDb(
  wire: Wire,
  table: TableSchema,
  views: Iterable<BoundView>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const codecs = [...views].map(({ codec }) => codec);
  const typeOf = (attribute: string): 'S' | 'N' | 'B' => {
    for (const codec of codecs) {
      const property = codec.entity.byAttribute.get(attribute);
      const type = property && codec.keyType(property);
      if (type) return type;
    }
    return 'S';
  };
  const names = tableKeyAttributes(table);
  const input = {
    TableName: table.tableName,
    Key: Object.fromEntries(names.map(name => [name, PROBE_VALUES[typeOf(name)]])),
    ProjectionExpression: '#key',
    ExpressionAttributeNames: { '#key': table.partitionKey },
  };
  try {
    await send(wire, { operation: 'GetItem', table: table.tableName, writes: false, signal }, input, (sent, options) =>
      wire.client.send(new GetItemCommand(sent), options),
    );
  } catch (error) {
    if (!wasAnswered(error)) throw error;
  }
}
