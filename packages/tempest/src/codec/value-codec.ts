import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** How values of one property are stored. Both functions throw `ValueProblem`. */
export interface ValueCodec {
  /**
   * Never called with `undefined`.
   *
   * @param depth the level that the value stands at; 1, the default, is an attribute's own value
   */
  encode(value: unknown, depth?: number): AttributeValue;
  decode(stored: AttributeValue): unknown;
  /** The type that the attribute has as a key, where the codec alone decides it. */
  readonly keyType?: 'S' | 'N' | 'B';
}
