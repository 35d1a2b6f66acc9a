import { Readable } from 'node:stream';
import { type AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** A row as it travels: the SDK's JSON, binary values apart, which no suite stores here. */
type Row = Readonly<Record<string, AttributeValue>>;

interface HttpRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const EMPTY_PAGE = { Items: [], Count: 0, ScannedCount: 0 };

/** A DynamoDB in this process that takes rows, and then answers from memory with what it was told to: no network, and nothing computed in between. */
export class CannedDynamoDb {
  readonly client: DynamoDBClient;
  readonly #saved: Row[] = [];
  #answers: ReadonlyMap<string, Buffer> = new Map();

  constructor() {
    this.client = new DynamoDBClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'canned', secretAccessKey: 'canned' },
      requestHandler: { handle: async (request: HttpRequest) => ({ response: this.#handle(request) }) },
    });
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

  #handle({ headers, body }: HttpRequest): object {
    const operation = headers['x-amz-target']?.split('.')[1] ?? '';
    const answer = this.#answers.get(operation) ?? this.#take(operation, body);
    let sent = false;
    return {
      statusCode: 200,
      headers: { 'content-type': 'application/x-amz-json-1.0', 'content-length': String(answer.byteLength) },
      // A stream, as a socket's answer is.
      body: new Readable({
        read() {
          this.push(sent ? null : answer);
          sent = true;
        },
      }),
    };
  }

  #take(operation: string, body: unknown): Buffer {
    if (operation !== 'PutItem') throw new Error(`The canned DynamoDB was sent ${operation} and has no answer to it.`);
    const { Item } = JSON.parse(new TextDecoder().decode(body as Uint8Array)) as { readonly Item: Row }; // a PutItem of the SDK
    this.#saved.push(Item);
    return Buffer.from('{}');
  }
}
