import { epochSecondsCodec, floorToSecond } from './scalar-codecs.js';
import type { ValueCodec } from './value-codec.js';

/** A date of expiry: whole seconds, the only form that DynamoDB expires items by. Lists and records, which it would ignore, are refused. */
export const timeToLiveCodec: ValueCodec = {
  keyType: 'N',
  form: epochSecondsCodec.form,
  encode: value => (value === null ? { NULL: true } : epochSecondsCodec.encode(value instanceof Date ? floorToSecond(value) : value)),
  decode: stored => (stored.NULL === undefined ? epochSecondsCodec.decode(stored) : null),
};
