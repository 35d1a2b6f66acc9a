import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { cannedClient } from './canned-client.js';
import type { CannedRequest } from './canned-table.js';

/** A row as it travels: the SDK's JSON, binary values apart, which no suite stores here. */
type Row = Readonly<Record<string, AttributeValue>>;

const EMPTY_PAGE = { Items: [], Count: 0, ScannedCount: 0 };

/** A DynamoDB in this process that takes rows, and then answers from memory with what it was told to: no network, and nothing computed in between. */
export class CannedDynamoDb {
  readonly client: DynamoDBClient;
  readonly #saved: Row[] = [];
  #answers: ReadonlyMap<string, Buffer> = new Map();

  constructor() {
    this.client = cannedClient(request => this.#answer(request));
  }

  /** The rows that were put so far, as the client sent them. */
  get saved(): readonly Row[] {
    return this.#saved;
  }

  /** From now on reads and updates are answered with these rows, and no request is looked into. */
  serve(rows: readonly Row[]): { readonly pageText: string } {
    const pageText = JSON.stringify({ Items: rows, Count: rows.length, ScannedCount: rows.length });
    const [first] = rows;
    this.#answers = new Map(
      Object.entries({
        PutItem: '{}',
        GetItem: JSON.stringify({ Item: first }),
        UpdateItem: JSON.stringify({ Attributes: first }),
        Query: pageText,
      }).map(([operation, text]) => [operation, Buffer.from(text)]),
    );
    return { pageText };
  }

  /** Answers every query with an empty page. */
  serveNothing(): void {
    this.#answers = new Map([['Query', Buffer.from(JSON.stringify(EMPTY_PAGE))]]);
  }

  #answer({ headers, body }: CannedRequest): Buffer {
    const operation = headers['x-amz-target']?.split('.')[1] ?? '';
    return this.#answers.get(operation) ?? this.#take(operation, body);
  }

  #take(operation: string, body: unknown): Buffer {
    if (operation !== 'PutItem') throw new Error(`The canned DynamoDB was sent ${operation} and has no answer to it.`);
    const { Item } = JSON.parse(new TextDecoder().decode(body as Uint8Array)) as { readonly Item: Row }; // a PutItem of the SDK
    this.#saved.push(Item);
    return Buffer.from('{}');
  }
}
