import { decodeText } from '../../src/body/decode-body.js';
import { encodeDynamoDbJson } from '../../src/body/encode-dynamodb-json.js';
import { encodeJson } from '../../src/body/encode-json.js';

const bytes = (...values: number[]) => Uint8Array.from(values);

describe('plain JSON', () => {
  it('is what a person expects to find', () => {
    const row = {
      partition_key: { S: 'user123' },
      sort_key: { S: 'session789' },
      sessionData: { S: '...' },
      createdAt: { S: '2023-01-01T00:00:00.000Z' },
    };
    expect(encodeJson(row)).toBe(
      '{"partition_key": "user123", "sort_key": "session789", "sessionData": "...", "createdAt": "2023-01-01T00:00:00.000Z"}',
    );
  });

  it('carries numbers, booleans, null, lists and maps with no word about types', () => {
    const row = {
      n: { N: '12.5' },
      b: { BOOL: false },
      z: { NULL: true as const },
      l: { L: [{ N: '1' }, { S: 'a' }] },
      m: { M: { k: { M: {} } } },
    };
    expect(encodeJson(row)).toBe('{"n": 12.5, "b": false, "z": null, "l": [1, "a"], "m": {"k": {}}}');
  });

  it('names the types of what it cannot carry, and of nothing else', () => {
    const row = {
      tags: { SS: ['a', 'b'] },
      blob: { B: bytes(0, 1) },
      meta: {
        M: { plain: { S: 'x' }, pic: { B: bytes(255) }, list: { L: [{ N: '1' }, { N: '2' }, { N: '3' }, { N: '1234567890123456789' }] } },
      },
      few: { NS: ['1', '2.5'] },
      wide: { NS: ['1', '1234567890123456789'] },
      blobs: { BS: [bytes(1), bytes(2)] },
    };
    expect(encodeJson(row)).toBe(
      '{"tags": ["a", "b"], "blob": "AAE=", "meta": {"list": [1, 2, 3, "1234567890123456789"], "pic": "/w==", "plain": "x"}, ' +
        '"few": [1, 2.5], "wide": ["1", "1234567890123456789"], "blobs": ["AQ==", "Ag=="], ' +
        '"$types": {"tags": "SS", "blob": "B", "meta": {"list": {"3": "N"}, "pic": "B"}, "few": "NS", "wide": "NS", "blobs": "BS"}}',
    );
  });

  it.each([
    ['0.1', '0.1'],
    ['1E+2', '100'],
    ['-0', '0'],
    ['0.10', '0.1'],
    ['9007199254740992', '9007199254740992'],
    ['1000000000000000000000000', '1e+24'],
  ])('writes %s as the number %s', (stored, written) => {
    expect(encodeJson({ n: { N: stored } })).toBe(`{"n": ${written}}`);
  });

  it.each(['9007199254740993', '0.1000000000000000055', '12345678901234567890123456789012345678', '1.00000000000000000001'])(
    'writes %s, which a double would change, as a string',
    stored => {
      expect(encodeJson({ n: { N: stored } })).toBe(`{"n": "${stored}", "$types": {"n": "N"}}`);
    },
  );

  it("tells an item's own $types from its own", () => {
    const row = { $types: { B: bytes(1) }, $$types: { S: 'x' }, $typest: { S: 'y' }, meta: { M: { $types: { S: 'inside' } } } };
    const text = '{"$$types": "AQ==", "$$$types": "x", "$typest": "y", "meta": {"$types": "inside"}, "$types": {"$$types": "B"}}';
    expect(encodeJson(row)).toBe(text);
    expect(decodeText(Buffer.from(text))).toEqual(row);
  });

  it('is not mistaken for DynamoDB JSON when its only attribute is called Item', () => {
    const row = { Item: { M: { a: { M: { S: { S: 'x' } } } } } };
    expect(encodeJson(row)).toBe('{"Item": {"a": {"S": "x"}}, "$types": {}}');
    expect(decodeText(Buffer.from(encodeJson(row)))).toEqual(row);
    expect(decodeText(Buffer.from('{"Item": {"a": {"S": "x"}}}'))).toEqual({ a: { S: 'x' } });
    expect(encodeJson({ Item: { S: 'x' }, other: { S: 'y' } })).not.toContain('$types');
  });

  it('reads binary that is a view into a larger buffer', () => {
    expect(encodeJson({ b: { B: Uint8Array.from([9, 9, 1, 2, 9]).subarray(2, 4) } })).toBe('{"b": "AQI=", "$types": {"b": "B"}}');
  });
});

describe('DynamoDB JSON', () => {
  it("is one line as AWS's own export writes it", () => {
    const row = {
      s: { S: 'x' },
      n: { N: '12.50' },
      t: { BOOL: true },
      z: { NULL: true as const },
      b: { B: bytes(0, 1) },
      l: { L: [{ N: '1' }] },
      m: { M: { k: { S: '' } } },
      ss: { SS: ['a', 'b'] },
      ns: { NS: ['1', '2'] },
      bs: { BS: [bytes(1)] },
    };
    expect(encodeDynamoDbJson(row)).toBe(
      '{"Item":{"s":{"S":"x"},"n":{"N":"12.50"},"t":{"BOOL":true},"z":{"NULL":true},"b":{"B":"AAE="},"l":{"L":[{"N":"1"}]},' +
        '"m":{"M":{"k":{"S":""}}},"ss":{"SS":["a","b"]},"ns":{"NS":["1","2"]},"bs":{"BS":["AQ=="]}}}\n',
    );
  });

  it('spells out few of the zeros of a number that is mostly zeros', () => {
    expect(encodeDynamoDbJson({ n: { N: `1${'0'.repeat(100)}` } })).toBe('{"Item":{"n":{"N":"1E100"}}}\n');
  });
});
