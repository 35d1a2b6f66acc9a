import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** How values of one property are stored. Both functions throw `ValueProblem`. */
export interface ValueCodec {
  /** Never called with `undefined`. */
  encode(value: unknown): AttributeValue;
  decode(stored: AttributeValue): unknown;
  /** The type that the attribute has as a key, where the codec alone decides it. */
  readonly keyType?: 'S' | 'N' | 'B';
}
