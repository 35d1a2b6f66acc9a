import type { AttributeDefinition, KeySchemaElement, Projection } from '@aws-sdk/client-dynamodb';
import type { IndexProjection } from '../../metadata/table-definition.js';

/** One attribute of a key. */
export interface KeyAttribute {
  readonly attribute: string;
  readonly role: 'partition' | 'sort';
  /** A string, a number or bytes. Where nothing in a declaration says otherwise, a string. */
  readonly type: 'S' | 'N' | 'B';
}

/** A secondary index, as declared or as it is. */
export interface IndexShape {
  readonly name: string;
  readonly local: boolean;
  /** Partition key first. */
  readonly key: readonly KeyAttribute[];
  readonly projection: IndexProjection;
}

/** What a table and its indexes are made of. */
export interface TableShape {
  /** Partition key first. */
  readonly key: readonly KeyAttribute[];
  readonly indexes: readonly IndexShape[];
}

interface IndexSource {
  readonly IndexName?: string | undefined;
  readonly KeySchema?: readonly KeySchemaElement[] | undefined;
  readonly Projection?: Projection | undefined;
}

/** What requests that create a table and descriptions of one have in common. */
export interface ShapeSource {
  readonly KeySchema?: readonly KeySchemaElement[] | undefined;
  readonly AttributeDefinitions?: readonly AttributeDefinition[] | undefined;
  readonly GlobalSecondaryIndexes?: readonly IndexSource[] | undefined;
  readonly LocalSecondaryIndexes?: readonly IndexSource[] | undefined;
}

function projectionOf({ ProjectionType, NonKeyAttributes = [] }: Projection = {}): IndexProjection {
  if (ProjectionType === 'INCLUDE') return Object.freeze([...NonKeyAttributes].sort());
  return ProjectionType === 'KEYS_ONLY' ? 'keysOnly' : 'all';
}

/** The one shape of a table that is to be created and of one that is there, so that they can be compared. */
export function tableShape(source: ShapeSource): TableShape {
  const types = new Map(source.AttributeDefinitions?.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]));
  const keyOf = (schema: readonly KeySchemaElement[] = []): readonly KeyAttribute[] => {
    // A global index may have several attributes of each role
    const ordered = [...schema.filter(({ KeyType }) => KeyType === 'HASH'), ...schema.filter(({ KeyType }) => KeyType !== 'HASH')];
    return ordered.map(({ AttributeName = '', KeyType }) => ({
      attribute: AttributeName,
      role: KeyType === 'HASH' ? 'partition' : 'sort',
      type: types.get(AttributeName) ?? 'S',
    }));
  };
  const indexOf = (index: IndexSource, local: boolean): IndexShape => ({
    name: index.IndexName ?? '',
    local,
    key: keyOf(index.KeySchema),
    projection: projectionOf(index.Projection),
  });
  return {
    key: keyOf(source.KeySchema),
    indexes: [
      ...(source.GlobalSecondaryIndexes ?? []).map(index => indexOf(index, false)),
      ...(source.LocalSecondaryIndexes ?? []).map(index => indexOf(index, true)),
    ],
  };
}
