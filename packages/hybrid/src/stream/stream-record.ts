import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type Row, setOwn } from '@tempest-ts/tempest/extend';

/** A value as a stream record has it: bytes as `Uint8Array` (the SDK's streams client) or as base64 (Lambda, Kinesis). */
export interface StreamValue {
  readonly S?: string | undefined;
  readonly N?: string | undefined;
  readonly B?: string | Uint8Array | undefined;
  readonly BOOL?: boolean | undefined;
  readonly NULL?: boolean | undefined;
  readonly L?: readonly StreamValue[] | undefined;
  readonly M?: StreamImage | undefined;
  readonly SS?: readonly string[] | undefined;
  readonly NS?: readonly string[] | undefined;
  readonly BS?: readonly (string | Uint8Array)[] | undefined;
}

/** An item as a stream record has it, before or after a change. */
export type StreamImage = Readonly<Record<string, StreamValue>>;

/** A record of a table's stream, as Lambda, Kinesis or the SDK's streams client gives it. */
export interface StreamRecord {
  readonly eventName?: string | undefined;
  readonly dynamodb?: { readonly OldImage?: StreamImage | undefined; readonly NewImage?: StreamImage | undefined } | undefined;
}

const bytesOf = (value: string | Uint8Array): Uint8Array => (typeof value === 'string' ? Buffer.from(value, 'base64') : value);

function storedValue(value: StreamValue): AttributeValue {
  if (value.S !== undefined) return { S: value.S };
  if (value.N !== undefined) return { N: value.N };
  if (value.BOOL !== undefined) return { BOOL: value.BOOL };
  if (value.M !== undefined) return { M: imageRow(value.M) };
  if (value.L !== undefined) return { L: value.L.map(storedValue) };
  if (value.B !== undefined) return { B: bytesOf(value.B) };
  if (value.SS !== undefined) return { SS: [...value.SS] };
  if (value.NS !== undefined) return { NS: [...value.NS] };
  if (value.BS !== undefined) return { BS: value.BS.map(bytesOf) };
  return { NULL: true };
}

/** The row that an image shows. */
export function imageRow(image: StreamImage): Row {
  const row: Row = {};
  for (const [name, value] of Object.entries(image)) setOwn(row, name, storedValue(value));
  return row;
}
