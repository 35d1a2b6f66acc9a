import * as z from 'zod/mini';
import { ExportError } from '../errors.js';
import type { ExportSource } from './export-source.js';

/** One file of rows. */
export interface ExportFile {
  /** Under the export's own folder. */
  readonly path: string;
  readonly itemCount: number;
  /** The MD5 of its bytes, in base64; `undefined`: the manifest does not say. */
  readonly md5: string | undefined;
}

/** What an export says of itself (DynamoDB developer guide, "DynamoDB table export output format"). */
export interface ExportManifest {
  /** Of the export. */
  readonly arn: string;
  readonly tableArn: string;
  readonly tableId: string | undefined;
  readonly itemCount: number;
  readonly files: readonly ExportFile[];
}

/** More than the manifest of any export has: a line for each file, of which there are about as many as the table has partitions. */
const MAX_MANIFEST_BYTES = 256 * 1024 * 1024;

const summaryShape = z.object({
  exportArn: z.string(),
  tableArn: z.string(),
  tableId: z.optional(z.string()),
  manifestFilesS3Key: z.string(),
  itemCount: z.number(),
  outputFormat: z.string(),
  exportType: z.optional(z.string()),
});
const fileShape = z.object({ dataFileS3Key: z.string(), itemCount: z.number(), md5Checksum: z.optional(z.string()) });

async function textOf(source: ExportSource, path: string, signal: AbortSignal | undefined): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of await source.open(path, signal)) {
      chunks.push(chunk);
      bytes += chunk.byteLength;
      if (bytes > MAX_MANIFEST_BYTES) throw new Error(`it has more than ${MAX_MANIFEST_BYTES} bytes`);
    }
  } catch (cause) {
    if (signal?.aborted) throw cause;
    const message = `importExport(): ${path} of ${source.name} cannot be read: ${(cause as Error).message}. Name the folder that holds the export's manifest-summary.json, and see that it may be read.`;
    throw new ExportError(message, source.name, path, { cause });
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed<T>(source: ExportSource, path: string, text: string, shape: z.ZodMiniType<T>): T {
  try {
    return shape.parse(JSON.parse(text));
  } catch (cause) {
    throw new ExportError(
      `importExport(): ${path} of ${source.name} is not what DynamoDB writes. Was it changed, or cut off?`,
      source.name,
      path,
      { cause },
    );
  }
}

/**
 * Reads what an export says of itself.
 *
 * @throws ExportError where it is none, or of a kind that is not read
 */
export async function readManifest(source: ExportSource, signal: AbortSignal | undefined): Promise<ExportManifest> {
  const path = 'manifest-summary.json';
  const summary = parsed(source, path, await textOf(source, path, signal), summaryShape);
  const refuse = (why: string): never => {
    throw new ExportError(`importExport(): ${source.name} ${why}`, source.name, path);
  };
  if (summary.outputFormat !== 'DYNAMODB_JSON') refuse(`is in the format ${summary.outputFormat}. Export the table as DYNAMODB_JSON.`);
  if (summary.exportType === 'INCREMENTAL_EXPORT')
    refuse('is an incremental export: changes, and not the rows of a table. Make a full export.');
  const slash = summary.manifestFilesS3Key.lastIndexOf('/') + 1;
  const [folder, filesPath] = [summary.manifestFilesS3Key.slice(0, slash), summary.manifestFilesS3Key.slice(slash)];
  const lines = (await textOf(source, filesPath, signal)).split('\n').filter(line => line.trim() !== '');
  const files = lines.map((line): ExportFile => {
    const { dataFileS3Key, itemCount, md5Checksum } = parsed(source, filesPath, line, fileShape);
    // The export may have been copied: what counts is where a file is within its folder.
    const within = dataFileS3Key.startsWith(folder)
      ? dataFileS3Key.slice(folder.length)
      : `data/${dataFileS3Key.slice(dataFileS3Key.lastIndexOf('/') + 1)}`;
    if (within.split('/').includes('..')) refuse(`names a file outside its folder: ${dataFileS3Key}.`);
    return { path: within, itemCount, md5: md5Checksum };
  });
  const { exportArn: arn, tableArn, tableId, itemCount } = summary;
  return { arn, tableArn, tableId, itemCount, files };
}
