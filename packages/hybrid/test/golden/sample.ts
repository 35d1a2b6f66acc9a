import { type Capture, captureRow } from '../../src/move/capture.js';
import { SchemaHistory } from '../../src/schema/schema-history.js';
import { imageRow, type StreamImage } from '../../src/stream/stream-record.js';
import { SAMPLE, today } from './golden.js';

/** The whole item that a sample of a schema version is read as: what is of version 1 was upcast. */
export const wholeItem = (schema: number): StreamImage => (schema === 1 ? { ...SAMPLE, upcast: { S: 'from 1' } } : SAMPLE);

/** What today's archiver makes of the sample item. */
export async function captureSample(options: {
  readonly bodyFormat: 'json' | 'dynamodb-json';
  readonly compression: 'gzip' | 'none';
  readonly schema: number;
}): Promise<Capture> {
  const { config, entity } = today();
  const { bodyFormat, compression, schema } = options;
  const identity = Object.fromEntries(Array.from({ length: schema - 1 }, (_, index) => [index + 1, (row: Record<string, unknown>) => row]));
  const history = new SchemaHistory('Thing', schema, identity);
  const live = { arn: 'arn:aws:dynamodb:us-east-1:000000000000:table/things', id: undefined, neededAttributes: [] };
  const capture = await captureRow(
    { ...entity, history },
    live as unknown as Parameters<typeof captureRow>[1], // the parts of a live table that are looked at
    { ...config, bodyFormat, compression },
    imageRow(SAMPLE),
    new Date('2023-01-01'),
  );
  if (!capture) throw new Error('nothing of the sample would move');
  return capture;
}
