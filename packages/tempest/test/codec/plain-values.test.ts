import assert from 'node:assert';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import { compileFields } from '../../src/codec/fields-codec.js';
import { Attribute } from '../../src/decorators/attribute.js';
import { buildEntitySchema } from '../../src/metadata/build-entity-schema.js';

class Plain {
  @Attribute({ type: String }) text?: string;
  @Attribute({ type: Number }) number?: number;
  @Attribute({ type: Boolean }) flag?: boolean;
  @Attribute({ type: String, prefix: 'P#' }) prefixed?: string;
  @Attribute({ type: Date }) date?: Date;
  @Attribute({ type: 'decimal' }) decimal?: string;
  @Attribute() any?: unknown;
}

const scalar: fc.Arbitrary<AttributeValue> = fc.oneof(
  fc.oneof(fc.string(), fc.constantFrom('', 'P#', 'P#a', '2024-01-31T00:00:00.000Z')).map(S => ({ S })),
  fc
    .constantFrom('0', '-0', '1.50', '1E+30', '123456789012345', '12345678901234567890', '0.1234567890123456789', 'x', '')
    .map(N => ({ N })),
  fc.boolean().map(BOOL => ({ BOOL })),
  fc.constant<AttributeValue>({ NULL: true }),
);
const stored: fc.Arbitrary<AttributeValue> = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 3 }).map(L => ({ L })),
  fc.dictionary(fc.constantFrom('a', 'S', 'N'), scalar).map(M => ({ M })),
  fc.constantFrom<AttributeValue>({ SS: ['a'] }, { NS: ['1'] }, { B: new Uint8Array([1]) }),
);

function outcome(decode: () => unknown): unknown {
  try {
    return { value: decode() };
  } catch (error) {
    return { message: (error as Error).message };
  }
}

describe('values that are decoded without their codec', () => {
  const fields = compileFields(buildEntitySchema(Plain));

  it.each(fields.all)('are what it makes of them, mistakes included: $schema.property', ({ schema: { property }, codec }) => {
    fc.assert(
      fc.property(stored, value => {
        const read = outcome(() => (fields.decode({ [property]: value }) as Record<string, unknown>)[property]); // looked at by name
        assert.deepStrictEqual(
          read,
          outcome(() => codec.decode(value)),
        );
      }),
      { numRuns: 300 },
    );
  });
});
