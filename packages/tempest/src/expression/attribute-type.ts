import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** The names of DynamoDB's data types, as `attribute_type` takes them. */
export const ATTRIBUTE_TYPES = ['S', 'N', 'B', 'BOOL', 'NULL', 'M', 'L', 'SS', 'NS', 'BS'] as const;

export type AttributeType = (typeof ATTRIBUTE_TYPES)[number];

/** Whether a string names a data type. Case matters, as it does to DynamoDB. */
export function isAttributeType(name: string): name is AttributeType {
  return (ATTRIBUTE_TYPES as readonly string[]).includes(name);
}

/** The data type of a value, or `undefined` where it is of a kind that this SDK does not know. */
export function attributeTypeOf(value: AttributeValue): AttributeType | undefined {
  // Tested one by one, the commonest first: taking the object's keys would allocate for every value of every row that is filtered.
  if (value.S !== undefined) return 'S';
  if (value.N !== undefined) return 'N';
  if (value.BOOL !== undefined) return 'BOOL';
  if (value.M !== undefined) return 'M';
  if (value.L !== undefined) return 'L';
  if (value.NULL !== undefined) return 'NULL';
  if (value.B !== undefined) return 'B';
  if (value.SS !== undefined) return 'SS';
  if (value.NS !== undefined) return 'NS';
  if (value.BS !== undefined) return 'BS';
  return undefined;
}
