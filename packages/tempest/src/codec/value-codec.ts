import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** A place inside a stored value: under a name of a map, or at an index of a list. */
export interface ChildValue {
  /** The stored names or the index; several where a nested class stores a property in several attributes. */
  readonly segments: readonly (string | number)[];
  readonly codec: ValueCodec;
  /** Put before the text on write. */
  readonly prefix: string;
  /** Whether an empty string leaves it absent. Default: false. */
  readonly emptyIsAbsent?: boolean;
}

/** How values of one property are stored. `encode` and `decode` throw `ValueProblem`. */
export interface ValueCodec {
  /**
   * Never called with `undefined`.
   *
   * @param depth the level that the value stands at; 1, the default, is an attribute's own value
   */
  encode(value: unknown, depth?: number): AttributeValue;
  decode(stored: AttributeValue): unknown;
  /** The type whose values it decodes as they are, numbers as `decodeNumber` does: `fields-codec.ts` then asks it for others only. Absent: none. */
  readonly plain?: 'S' | 'N' | 'BOOL';
  /** The type that the attribute has as a key, where the codec alone decides it. */
  readonly keyType?: 'S' | 'N' | 'B';
  /**
   * By what the values of one type are stored, where there are several ways: a Date as text or as seconds, a user's codec. `undefined`: DynamoDB's own. Attributes
   * of different forms cannot be compared or copied.
   */
  readonly form?: unknown;
  /** How what is inside is stored; absent or `undefined`: nothing is known of it. */
  child?(segment: string | number): ChildValue | undefined;
}
