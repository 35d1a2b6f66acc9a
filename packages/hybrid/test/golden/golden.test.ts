import { deepStrictEqual } from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { ARCHIVE_ATTRIBUTE } from '@tempest-ts/tempest/extend';
import { decodeBody } from '../../src/body/decode-body.js';
import { encodeDynamoDbJson } from '../../src/body/encode-dynamodb-json.js';
import { rowsEqual } from '../../src/body/rows-equal.js';
import { StoredObjects } from '../../src/hydrate/object-source.js';
import { readArchived } from '../../src/hydrate/read-archived.js';
import { pointerTo } from '../../src/move/pointer-row.js';
import type { ArchiveStore } from '../../src/store/archive-store.js';
import { imageRow } from '../../src/stream/stream-record.js';
import { type Golden, MADE, readGolden, today } from './golden.js';
import { packSample } from './pack-sample.js';
import { captureSample } from './sample.js';

const files = readdirSync(MADE).sort();
/** The release whose files today's writer must match. A release that writes otherwise adds files of its own and is named here. */
const NEWEST = '0.2'; // maps in the order of their names

/** Reads the one object of a golden file. */
function storeOf({ object, metadata }: Golden): ArchiveStore {
  const bytes = Buffer.from(object, 'base64');
  const never = () => Promise.reject(new Error('reading needs no more than the object'));
  const get = async () => ({ bytes, size: bytes.byteLength, metadata, lastModified: new Date(0) });
  const getRange = async (_: string, { offset, length }: { readonly offset: number; readonly length: number }) => {
    const part = bytes.subarray(offset, offset + length);
    return { bytes: part, size: part.byteLength, metadata, lastModified: new Date(0) };
  };
  return { bucketName: 'golden', get, getRange, putIfAbsent: never, head: never, delete: never } as unknown as ArchiveStore; // whatever else it can do
}

test('there are files of every format, compressed and not, of both schema versions, in packs, and of the earlier system', () => {
  expect(files.length).toBeGreaterThanOrEqual(24);
  expect(files.filter(file => file.includes('-pack'))).toHaveLength(4);
});

test.each(files)('what was written as %s is read to the last bit, for ever', async file => {
  const golden = readGolden(file);
  const { table, entities } = today();
  const keyPrefix = file.includes('legacy') ? '' : 'golden/';
  const reader = { objects: new StoredObjects(storeOf(golden), keyPrefix), keyPrefix, legacyPointers: true };
  const context = { table, entityOf: (row: object) => entities.ofRow(table, row as never), keepsS3Key: false, signal: undefined };
  const completed = await readArchived(reader, context, imageRow(golden.row));
  const item = imageRow(golden.item);
  expect(rowsEqual(completed?.row ?? {}, item)).toBe(true);
  for (const [name, value] of Object.entries(item)) {
    // A pack's item came from a local server, which keeps no order in maps.
    const spelled = encodeDynamoDbJson({ value: completed?.row[name] ?? { NULL: false as true } });
    expect(JSON.parse(spelled)).toEqual(JSON.parse(encodeDynamoDbJson({ value })));
  }
});

describe('what is written today is what the newest golden files say; where it is not, add files and keep the old ones', () => {
  for (const bodyFormat of ['json', 'dynamodb-json'] as const) {
    for (const compression of ['gzip', 'none'] as const) {
      for (const schema of [1, 2]) {
        test(`${bodyFormat}, ${compression}, schema version ${schema}`, async () => {
          const golden = readGolden(`${NEWEST}-${bodyFormat}-${compression}-schema${schema}.json`);
          const capture = await captureSample({ bodyFormat, compression, schema });
          const written = Buffer.from(golden.object, 'base64');
          // How gzip packs is zlib's affair; what it holds is ours.
          if (compression === 'none') expect(Buffer.from(capture.bytes).toString()).toBe(written.toString());
          else deepStrictEqual(await decodeBody(capture.bytes), await decodeBody(written));
          const { 'tempest-attempt': _, ...metadata } = capture.metadata;
          const { 'tempest-attempt': __, ...goldenMetadata } = golden.metadata;
          expect(metadata).toEqual(goldenMetadata);
          const pointer = pointerTo(capture, capture.plainKey, new Date('2026-01-01'));
          const varying = { a: 'attempt', ...(compression === 'gzip' && { c: 'checksum', z: 'size' }) };
          const goldenRow = imageRow(golden.row);
          expect({ ...pointer[ARCHIVE_ATTRIBUTE]?.M, ...varying }).toEqual({ ...goldenRow[ARCHIVE_ATTRIBUTE]?.M, ...varying });
          expect(pointer.s3Key).toEqual(goldenRow.s3Key);
        });
      }
    }
  }

  for (const bodyFormat of ['json', 'dynamodb-json'] as const) {
    test(`${bodyFormat}, in a pack`, async () => {
      const golden = readGolden(`${NEWEST}-${bodyFormat}-pack.json`);
      const made = await packSample(bodyFormat);
      const lines = ({ object }: Golden) =>
        gunzipSync(Buffer.from(object, 'base64'))
          .toString()
          .trim()
          .split('\n')
          .map(line => JSON.parse(line) as unknown);
      expect(lines(made)).toEqual(lines(golden));
      // What differs from run to run: when, which attempt, and what zlib makes of it.
      const outline = ({ row, metadata }: Golden) => ({
        pointer: Object.keys(imageRow(row)[ARCHIVE_ATTRIBUTE]?.M ?? {}).sort(),
        version: imageRow(row)[ARCHIVE_ATTRIBUTE]?.M?.v,
        position: imageRow(row)[ARCHIVE_ATTRIBUTE]?.M?.i,
        metadata: Object.keys(metadata).sort(),
      });
      expect(outline(made)).toEqual(outline(golden));
    });
  }
});
