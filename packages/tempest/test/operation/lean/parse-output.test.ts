import { expect, it } from '@jest/globals';
import { parseOutput } from '../../../src/operation/lean/parse-output.js';

const decode = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));
const parse = (text: string): unknown => parseOutput(Buffer.from(text), decode);

it.each(['"B":"AQI="', '"B" : "AQI="', '"\\u0042":"AQI="', '"B"\n\t:"AQI="'])('reads bytes, spelled %s', member => {
  expect(parse(`{"Item":{"size":{"S":"2 GB"},"a":{${member}}}}`)).toEqual({ Item: { size: { S: '2 GB' }, a: { B: decode('AQI=') } } });
});

it.each(['"BS":["AQI="]', '"BS" :["AQI="]'])('reads a set of bytes, spelled %s', member => {
  expect(parse(`{"Item":{"a":{${member}}}}`)).toEqual({ Item: { a: { BS: [decode('AQI=')] } } });
});

it.each(['2 GB', 'B', 'B\\":', 'PBS', 'B\\" :\\"AQI='])('leaves the text %s as it is', text => {
  const row = `{"Item":{"USB":{"S":"${text}"}}}`;
  expect(parse(row)).toEqual(JSON.parse(row));
});
