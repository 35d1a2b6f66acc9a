import { describe, expect, it } from '@jest/globals';
import { type AttributeCodec, InvalidItemError, UnreadableItemError } from '@tempest-ts/tempest';
import { holderCodec } from '../fixtures/compile.js';

class Money {
  readonly cents: number;
  constructor(cents: number) {
    this.cents = cents;
  }
}
const money: AttributeCodec<Money> = {
  toDb: value => ({ N: String(value.cents) }),
  toApp: stored => new Money(Number(stored.N)),
};

describe('a custom codec', () => {
  it('decides alone how a value is stored', () => {
    const { codec } = holderCodec({ codec: money });
    const row = codec.encode({ id: 'x', value: new Money(5) });
    expect(row.value).toEqual({ N: '5' });
    expect((codec.decode(row) as { value: unknown }).value).toEqual(new Money(5));
  });

  it('is not asked about undefined, but about null', () => {
    const nullable: AttributeCodec<string | null> = {
      toDb: value => ({ S: value ?? '-' }),
      toApp: ({ S }) => (S === '-' ? null : (S ?? '')),
    };
    const { codec } = holderCodec({ codec: nullable });
    expect(codec.encode({ id: 'x' })).toEqual({ pk: { S: 'x' } });
    expect(codec.decode(codec.encode({ id: 'x', value: null }))).toMatchObject({ value: null });
  });

  it('goes together with a prefix where it gives strings', () => {
    const upper: AttributeCodec<string> = { toDb: value => ({ S: value.toUpperCase() }), toApp: ({ S = '' }) => S.toLowerCase() };
    const { codec } = holderCodec({ codec: upper, prefix: 'P_' });
    expect(codec.encode({ id: 'x', value: 'a' }).value).toEqual({ S: 'P_A' });
    expect(codec.decode({ pk: { S: 'x' }, value: { S: 'P_A' } })).toMatchObject({ value: 'a' });
    expect(() => holderCodec({ codec: money, prefix: 'P_' }).codec.encode({ id: 'x', value: new Money(1) })).toThrow('is for strings');
  });

  it('that throws is named, and its error kept', () => {
    const cause = new RangeError('too much');
    const fail = (): never => {
      throw cause;
    };
    const { codec } = holderCodec({ codec: { toDb: fail, toApp: fail } });
    const caught = (run: () => unknown): unknown => {
      try {
        return run();
      } catch (error) {
        return error;
      }
    };
    const written = caught(() => codec.encode({ id: 'x', value: 1 }));
    expect(written).toBeInstanceOf(InvalidItemError);
    expect(written).toMatchObject({ message: "Holder.value: its codec's toDb failed: too much", cause });
    const read = caught(() => codec.decode({ pk: { S: 'x' }, value: { S: 'a' } }));
    expect(read).toBeInstanceOf(UnreadableItemError);
    expect(read).toMatchObject({ cause });
    expect((read as Error).message).toContain("its codec's toApp failed: too much");
  });

  it.each([
    ['nothing', undefined],
    ['a string', 'text'],
    ['a promise', Promise.resolve({ S: 'x' })],
    ['a number in place of its digits', { N: 5 }],
    ['two types at once', { S: 'x', N: '1' }],
    ['an empty set', { SS: [] }],
    ['an unknown type', { X: 'x' }],
    ['NULL: false', { NULL: false }],
  ])('that gives %s is refused, before the SDK drops it', (_, given) => {
    const { codec } = holderCodec({ codec: { toDb: () => given as never, toApp: () => undefined } });
    expect(() => codec.encode({ id: 'x', value: 1 })).toThrow(/^Holder\.value: its codec's toDb gave .* which is no AttributeValue/);
  });
});
