import { createHash } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Row } from '@tempest-ts/tempest/extend';
import { encodePointer } from '../../src/pointer/pointer.js';

interface AnyInput {
  readonly Key?: string | Row;
  readonly Prefix?: string;
  readonly StartAfter?: string;
  readonly ContinuationToken?: string;
  readonly ExclusiveStartKey?: Row;
  readonly Segment?: number;
  readonly TotalSegments?: number;
  readonly Limit?: number;
}

interface AnyCommand {
  readonly constructor: { readonly name: string };
  readonly input: AnyInput;
}

const LIST_PAGE = 1_000;
const LEDGER_ENTRY = /^tempest~ledger\/entry\//;
const NOW = new Date('2026-06-01T00:00:00Z');
const LONG_AGO = new Date('2026-01-01T00:00:00Z');

const notThere = (name: string): Error => Object.assign(new Error('There is none.'), { name, $metadata: { httpStatusCode: 404 } });
const idOf = (number: number): string => String(number).padStart(9, '0');
const numberIn = (text: string | undefined): number => Number(/(\d{9})/.exec(text ?? '')?.[1] ?? Number.NaN);
const s3KeyOf = (id: string): string => `things/${id}.json`;
const attemptOf = (id: string): string => `attempt-${id}`.padEnd(22, '-');

/** The body of an item: hardly compressible, so that what is not let go of shows. */
const bodyOf = (id: string): Buffer =>
  Buffer.from(JSON.stringify({ Item: { id: { S: id }, data: { S: createHash('sha512').update(id).digest('base64').repeat(8) } } }));

function rowOf(id: string): Row {
  const body = bodyOf(id);
  const pointer = encodePointer({
    s3Key: s3KeyOf(id),
    attempt: attemptOf(id),
    checksum: createHash('sha256').update(body).digest('base64url'),
    storedBytes: body.byteLength,
    bodyBytes: body.byteLength,
    archivedAt: LONG_AGO,
    kept: ['id', 'createdAt'],
    schema: 1,
  });
  return { id: { S: id }, createdAt: { S: '2020-01-01T00:00:00.000Z' }, ...pointer };
}

/**
 * A table and a bucket of any size that take no memory: each row and object is made up when it is asked for. Every second object has no row that names it, and has been recorded
 * as such in January.
 */
export class MadeUpArchive {
  readonly #items: number;

  constructor(items: number) {
    this.#items = items;
  }

  /** Only `send` is there, of which the library uses nothing else. */
  get dynamoDb(): DynamoDBClient {
    return this.#client() as unknown as DynamoDBClient;
  }

  get s3(): S3Client {
    return this.#client() as unknown as S3Client;
  }

  #client() {
    return { send: async (command: AnyCommand) => this.#answer(command), destroy: () => undefined };
  }

  #answer(command: AnyCommand): object {
    const name = command.constructor.name.replace(/Command\d*$/, '');
    const { input } = command;
    switch (name) {
      case 'DescribeTable':
        return {
          Table: {
            TableArn: 'arn:aws:dynamodb:made-up:0:table/things',
            TableId: 'things',
            ItemCount: 0,
            KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          },
        };
      case 'Scan':
        return this.#scan(input);
      case 'GetItem': {
        const { id } = input.Key as Row; // of a row, and not of an object
        return this.#isNamed(numberIn(id?.S)) ? { Item: rowOf(id?.S ?? '') } : {};
      }
      case 'ListObjectsV2':
        return this.#list(input);
      case 'GetObject':
        return this.#get(String(input.Key));
      case 'HeadObject':
        return this.#head(String(input.Key));
      default:
        return {};
    }
  }

  /** Of every second object there is a row. */
  #isNamed(number: number): boolean {
    return number % 2 === 0 && number < this.#items;
  }

  #scan({ ExclusiveStartKey, Segment = 0, TotalSegments = 1, Limit = 500 }: AnyInput): object {
    const rows: Row[] = [];
    const step = 2 * TotalSegments;
    let number = ExclusiveStartKey ? numberIn(ExclusiveStartKey.id?.S) + step : 2 * Segment;
    for (; number < this.#items && rows.length < Limit; number += step) rows.push(rowOf(idOf(number)));
    const last = number < this.#items ? rows.at(-1) : undefined;
    return { Items: rows, Count: rows.length, ...(last && { LastEvaluatedKey: { id: last.id } }) };
  }

  #list({ Prefix = '', StartAfter, ContinuationToken }: AnyInput): object {
    if (Prefix !== '' && !LEDGER_ENTRY.test(Prefix)) return { Contents: [], IsTruncated: false };
    const isLedger = Prefix !== '';
    const after = ContinuationToken ?? StartAfter;
    const step = isLedger ? 2 : 1;
    const first = after === undefined ? step - 1 : numberIn(after) + step;
    const Contents: object[] = [];
    let number = first;
    for (; number < this.#items && Contents.length < LIST_PAGE; number += step) {
      const id = idOf(number);
      Contents.push({ Key: isLedger ? `${Prefix}${id}` : s3KeyOf(id), Size: 500, LastModified: LONG_AGO });
    }
    const more = number < this.#items;
    return { Contents, IsTruncated: more, ...(more && { NextContinuationToken: idOf(number - step) }) };
  }

  #get(key: string): object {
    const id = idOf(numberIn(key));
    if (LEDGER_ENTRY.test(key)) return answer(Buffer.from(JSON.stringify({ s3Key: s3KeyOf(id), attempt: attemptOf(id) })), {}, LONG_AGO);
    if (key.startsWith('tempest~')) return answer(Buffer.from('{}'), {}, NOW);
    return answer(bodyOf(id), this.#metadataOf(id), LONG_AGO);
  }

  #head(key: string): object {
    if (key.startsWith('tempest~')) throw notThere('NotFound');
    return { Metadata: this.#metadataOf(idOf(numberIn(key))) };
  }

  #metadataOf(id: string): Record<string, string> {
    return { 'tempest-attempt': attemptOf(id), 'tempest-table-id': 'things' };
  }
}

function answer(bytes: Buffer, Metadata: Record<string, string>, LastModified: Date): object {
  return { ContentLength: bytes.byteLength, Metadata, LastModified, Body: { transformToByteArray: () => Promise.resolve(bytes) } };
}
