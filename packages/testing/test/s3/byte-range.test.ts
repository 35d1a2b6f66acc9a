import { parseByteRange } from '../../src/s3/byte-range.js';

test.each([
  ['bytes=0-4', { start: 0, end: 5 }],
  ['bytes=9-9', { start: 9, end: 10 }],
  ['bytes=5-', { start: 5, end: 10 }],
  ['bytes=-3', { start: 7, end: 10 }],
  ['bytes=-30', { start: 0, end: 10 }],
  ['bytes=3-300', { start: 3, end: 10 }],
])('%s of ten bytes', (header, range) => {
  expect(parseByteRange(header, 10)).toEqual(range);
});

test.each([undefined, '', 'bytes=-', 'bytes=4-2', 'bytes=0-1,3-4', 'items=0-1', 'bytes=x-y'])('%s selects the whole object', header => {
  expect(parseByteRange(header, 10)).toBeUndefined();
});

test.each([
  ['bytes=10-', 10],
  ['bytes=-0', 10],
  ['bytes=0-', 0],
  ['bytes=-1', 0],
])('%s of %d bytes is not satisfiable', (header, size) => {
  expect(() => parseByteRange(header, size)).toThrow(expect.objectContaining({ s3Code: 'InvalidRange', status: 416 }));
});
