/**
 * Writes what the code of today makes of the sample item, for a release that changes how objects or pointers are written. Run it with
 * `npx tsx --conditions=@tempest-ts/source packages/hybrid/test/golden/make-golden.ts RELEASE`; it adds files, and never changes one.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pointerTo } from '../../src/move/pointer-row.js';
import { MADE, SAMPLE } from './golden.js';
import { packSample } from './pack-sample.js';
import { captureSample, wholeItem } from './sample.js';

const release = process.argv[2];
if (release === undefined) throw new Error('name the release');
const base64 = (_: string, value: unknown): unknown => (value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value);
const save = (name: string, content: object): void =>
  writeFileSync(join(MADE, `${release}-${name}.json`), `${JSON.stringify(content, base64, 1)}\n`, { flag: 'wx' });

for (const bodyFormat of ['json', 'dynamodb-json'] as const) {
  for (const compression of ['gzip', 'none'] as const) {
    for (const schema of [1, 2]) {
      const capture = await captureSample({ bodyFormat, compression, schema });
      const kept = Object.fromEntries(Object.entries(SAMPLE).filter(([attribute]) => !capture.moving.includes(attribute)));
      const row = { ...kept, ...pointerTo(capture, capture.plainKey, new Date('2026-01-01')) };
      const object = Buffer.from(capture.bytes).toString('base64');
      save(`${bodyFormat}-${compression}-schema${schema}`, { row, metadata: capture.metadata, object, item: wholeItem(schema) });
    }
  }
  save(`${bodyFormat}-pack`, await packSample(bodyFormat));
  const { bytes } = await captureSample({ bodyFormat, compression: 'none', schema: 1 });
  const { pk, sk, at } = SAMPLE;
  const row = { pk, sk, at, _s3_pointer: { S: 's3://golden/things/p%2F%C3%A4/s%201.json' } };
  save(`${bodyFormat}-legacy`, { row, metadata: {}, object: Buffer.from(bytes).toString('base64'), item: wholeItem(1) });
}
