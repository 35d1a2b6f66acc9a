import type { Row } from '@tempest-ts/tempest/extend';
import { checksum } from '../body/checksum.js';
import { compressBody } from '../body/compress-body.js';
import type { ResolvedConfig } from '../config.js';
import type { HybridEntity } from '../entity/hybrid-entity.js';
import { keySourceOf } from '../pointer/key-source.js';
import type { LiveTable } from '../preflight/live-table.js';
import { newAttempt } from './attempt-id.js';
import { captureItem, type ItemCapture, objectMetadata } from './capture-item.js';

/** One archiver's try at one item, ready to be stored in an object of its own: everything that the object and the pointer will say. */
export interface Capture extends Omit<ItemCapture, 'body'> {
  readonly attempt: string;
  /** The key that people expect; another try's object may have it already. */
  readonly plainKey: string;
  readonly bytes: Uint8Array;
  readonly bodyBytes: number;
  readonly checksum: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Encodes an item and proves that it can be decoded.
 *
 * @returns `undefined` where nothing of the row would move
 * @throws UnarchivableItemError, KeyTemplateError, BodyFormatError
 */
export async function captureRow(
  entity: HybridEntity,
  live: LiveTable,
  config: ResolvedConfig,
  row: Row,
  timestamp: Date,
): Promise<Capture | undefined> {
  const captured = captureItem(entity, live, config, row);
  return captured && captureObject(entity, live, config, captured, timestamp);
}

/**
 * Makes an object of its own of an item.
 *
 * @param compression `'none'` where a dry run does not want to know how small this one becomes
 * @throws KeyTemplateError
 */
export async function captureObject(
  entity: HybridEntity,
  live: LiveTable,
  config: ResolvedConfig,
  { body, ...item }: ItemCapture,
  timestamp: Date,
  compression: ResolvedConfig['compression'] = config.compression,
): Promise<Capture> {
  const { table } = entity.view;
  const { row } = item;
  const bytes = compression === 'gzip' ? await compressBody(body) : body;
  const attempt = newAttempt();
  return {
    ...item,
    attempt,
    plainKey: entity.template.render(keySourceOf(table, row, timestamp), config.keyPrefix),
    bytes,
    bodyBytes: body.byteLength,
    checksum: checksum(bytes),
    metadata: objectMetadata(entity, live, config, attempt, typeof item.kept === 'string'),
  };
}
