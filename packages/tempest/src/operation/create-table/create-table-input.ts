import type { AttributeDefinition, CreateTableCommandInput, KeySchemaElement, Projection } from '@aws-sdk/client-dynamodb';
import type { ItemCodec } from '../../codec/item-codec.js';
import type { PropertySchema } from '../../metadata/entity-schema.js';
import type { IndexSchema, TableSchema } from '../../metadata/table-schema.js';

type KeyType = 'S' | 'N' | 'B';

const keySchema = (partitionKey: string, sortKey: string | undefined): KeySchemaElement[] => [
  { AttributeName: partitionKey, KeyType: 'HASH' },
  ...(sortKey === undefined ? [] : [{ AttributeName: sortKey, KeyType: 'RANGE' as const }]),
];

/** What the declaration says of a key's type; what the compiler emitted, or a fresh instance holds, where it says nothing. */
function keyTypeOf(codec: ItemCodec, property: PropertySchema): KeyType {
  const declared = codec.keyType(property);
  if (declared) return declared;
  const { initial, emittedType } = property;
  if (typeof initial === 'number' || emittedType === Number) return 'N';
  return initial instanceof Uint8Array || emittedType === Uint8Array || emittedType === Buffer ? 'B' : 'S';
}

function projectionOf(index: IndexSchema): Projection {
  if (index.projection === 'all') return { ProjectionType: 'ALL' };
  if (index.projection === 'keysOnly') return { ProjectionType: 'KEYS_ONLY' };
  return { ProjectionType: 'INCLUDE', NonKeyAttributes: [...index.projection] };
}

/**
 * The request that creates a table as it is declared, on demand. A key that is no string needs `type` in its `@Attribute` (`type: Number`) or an
 * initial value, as nothing else tells its type without a compiler's help.
 */
export function createTableInput(table: TableSchema, codecs: Iterable<ItemCodec>): CreateTableCommandInput {
  const types = new Map<string, KeyType>();
  const indexes = [...table.indexes.values()];
  const keys = new Set([table, ...indexes].flatMap(each => [each.partitionKey, ...(each.sortKey === undefined ? [] : [each.sortKey])]));
  for (const codec of codecs) {
    for (const { attribute } of [...codec.templates.key, ...codec.templates.derived]) types.set(attribute, 'S');
    for (const attribute of keys) {
      const property = codec.entity.byAttribute.get(attribute);
      if (property && types.get(attribute) === undefined) types.set(attribute, keyTypeOf(codec, property));
    }
  }
  const describeIndex = (index: IndexSchema) => ({
    IndexName: index.name,
    KeySchema: keySchema(index.partitionKey, index.sortKey),
    Projection: projectionOf(index),
  });
  const global = indexes.filter(index => !index.local).map(describeIndex);
  const local = indexes.filter(index => index.local).map(describeIndex);
  return {
    TableName: table.tableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keySchema(table.partitionKey, table.sortKey),
    AttributeDefinitions: [...keys].map(
      (attribute): AttributeDefinition => ({ AttributeName: attribute, AttributeType: types.get(attribute) ?? 'S' }),
    ),
    ...(global.length > 0 && { GlobalSecondaryIndexes: global }),
    ...(local.length > 0 && { LocalSecondaryIndexes: local }),
  };
}
