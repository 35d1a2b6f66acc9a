import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Operand, PathSegment } from './tree.js';

/** A row as DynamoDB returns it. */
export type Row = Readonly<Record<string, AttributeValue>>;

/** What an operand is in a row, or `undefined` where the row has nothing there, or nothing that has a size. */
export function resolveOperand(operand: Operand, row: Row): AttributeValue | undefined {
  switch (operand.kind) {
    case 'literal':
      return operand.value;
    case 'path':
      return resolvePath(operand.segments, row);
    case 'size': {
      const value = resolveOperand(operand.of, row);
      const size = value === undefined ? undefined : sizeOfValue(value);
      return size === undefined ? undefined : { N: String(size) };
    }
  }
}

function resolvePath(segments: readonly [string, ...PathSegment[]], row: Row): AttributeValue | undefined {
  let value = own(row, segments[0]);
  for (let i = 1; i < segments.length && value !== undefined; i += 1) {
    const segment = segments[i];
    if (typeof segment === 'number') value = value.L?.[segment];
    else value = segment === undefined || value.M === undefined ? undefined : own(value.M, segment);
  }
  return value;
}

/** An attribute may be called `constructor` or `toString`: what a row inherits is not in it. */
function own(values: Row, name: string): AttributeValue | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function sizeOfValue(value: AttributeValue): number | undefined {
  // Of a string, DynamoDB counts UTF-16 units: 'é' is 1 and an emoji 2. AWS's documentation says "the length of the string", and of PartiQL's size "in bytes";
  // this is what DynamoDB Local does, and what others saw the service do (github.com/ExtendDB/extenddb, pull request 67: 'é𝄞' is 3).
  if (value.S !== undefined) return value.S.length;
  if (value.B !== undefined) return value.B.length;
  if (value.M !== undefined) return Object.keys(value.M).length;
  return (value.L ?? value.SS ?? value.NS ?? value.BS)?.length;
}
