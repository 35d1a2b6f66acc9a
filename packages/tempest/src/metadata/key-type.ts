import type { PropertySchema } from './entity-schema.js';

/** The types of DynamoDB that a key may have. */
export type KeyType = 'S' | 'N' | 'B';

const BY_TYPE: ReadonlyMap<unknown, KeyType> = new Map<unknown, KeyType>([
  [String, 'S'],
  [Date, 'S'],
  [Number, 'N'],
  [BigInt, 'N'],
  ['epochSeconds', 'N'],
  ['epochMillis', 'N'],
  ['decimal', 'N'],
  [Uint8Array, 'B'],
  [Buffer, 'B'],
]);

/** What a property is stored as, as far as its declaration, a fresh instance or the compiler tells; `undefined`: only a value will. */
export function keyTypeOf({ type, codec, prefix, initial, emittedType }: PropertySchema): KeyType | undefined {
  if (codec) return undefined;
  if (prefix !== '') return 'S';
  if (type !== undefined) return BY_TYPE.get(type);
  if (typeof initial === 'string') return 'S';
  if (typeof initial === 'number') return 'N';
  if (initial instanceof Uint8Array) return 'B';
  return emittedType === Date ? undefined : BY_TYPE.get(emittedType); // a Date without `type` is refused when it is written
}
