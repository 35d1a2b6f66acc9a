import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

type Row = Record<string, AttributeValue>;

/** The files of a table export as DynamoDB writes it, by their paths under its folder. */
export type ExportFiles = Map<string, Uint8Array>;

/** What an export says of itself, where it is to say something else. */
export interface ExportSays {
  readonly tableArn?: string;
  readonly tableId?: string;
  readonly outputFormat?: string;
  readonly exportType?: string;
}

/** Where DynamoDB wrote the export. */
const FOLDER = 'some-prefix/AWSDynamoDB/01693685827463-2d8752fd/';

const typed = (value: AttributeValue): unknown =>
  JSON.parse(JSON.stringify(value, (_, member) => (member instanceof Uint8Array ? Buffer.from(member).toString('base64') : member)));

/** Makes one of rows, a list for each file. Lines may be given as they are. */
export function makeExport(files: readonly (readonly (Row | string)[])[], says: ExportSays = {}): ExportFiles {
  const made: ExportFiles = new Map();
  const manifest = files.map((rows, index) => {
    const lines = rows.map(row =>
      typeof row === 'string'
        ? row
        : JSON.stringify({ Item: Object.fromEntries(Object.entries(row).map(([name, value]) => [name, typed(value)])) }),
    );
    const bytes = gzipSync(lines.map(line => `${line}\n`).join(''));
    made.set(`data/file${index}.json.gz`, bytes);
    const md5Checksum = createHash('md5').update(bytes).digest('base64');
    return { itemCount: rows.length, md5Checksum, etag: 'x-1', dataFileS3Key: `${FOLDER}data/file${index}.json.gz` };
  });
  const summary = {
    version: '2020-06-30',
    exportArn: 'arn:aws:dynamodb:us-east-1:123456789012:table/Sessions/export/01693685827463-2d8752fd',
    startTime: '2026-11-04T07:28:34.028Z',
    endTime: '2026-11-04T07:33:43.897Z',
    tableArn: 'arn:aws:dynamodb:us-east-1:123456789012:table/Sessions',
    tableId: '12345a12-abcd-123a-ab12-1234abc12345',
    exportTime: '2026-11-04T07:28:34.028Z',
    s3Bucket: 'some-bucket',
    s3Prefix: 'some-prefix',
    s3SseAlgorithm: 'AES256',
    s3SseKmsKeyId: null,
    manifestFilesS3Key: `${FOLDER}manifest-files.json`,
    billedSizeBytes: 0,
    itemCount: files.flat().length,
    outputFormat: 'DYNAMODB_JSON',
    exportType: 'FULL_EXPORT',
    ...says,
  };
  made.set('manifest-summary.json', Buffer.from(JSON.stringify(summary)));
  made.set('manifest-files.json', Buffer.from(manifest.map(line => `${JSON.stringify(line)}\n`).join('')));
  return made;
}
