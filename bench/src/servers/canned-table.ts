import type { AttributeValue, BatchStatementRequest, QueryCommandInput, ScanCommandInput } from '@aws-sdk/client-dynamodb';

/** What a request handler of the SDK's clients is sent. */
export interface CannedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

type Row = Readonly<Record<string, AttributeValue>>;

/** Rows of a page of DynamoDB's 1 MB, at about 1 KB each. */
const PAGE_ROWS = 1000;

/** A table of old rows in this process that answers at once and remembers nothing: every scan finds every row, every swap succeeds. */
export class CannedTable {
  readonly #name: string;
  readonly #keys: readonly [string, string];
  readonly #rows: readonly Row[];
  readonly #texts: readonly string[];
  readonly #places: ReadonlyMap<string, number>;

  constructor(name: string, keys: readonly [string, string], rows: readonly Row[]) {
    this.#name = name;
    this.#keys = keys;
    this.#rows = rows;
    this.#texts = rows.map(row => JSON.stringify(row));
    this.#places = new Map(rows.map((row, place) => [this.#keyText(row), place]));
  }

  /** The answer to a request, as JSON. */
  answer({ headers, body }: CannedRequest): string {
    const operation = headers['x-amz-target']?.split('.')[1] ?? '';
    const ConsumedCapacity = { TableName: this.#name, CapacityUnits: 1 };
    switch (operation) {
      case 'UpdateItem':
      case 'PutItem':
        return JSON.stringify({ ConsumedCapacity });
      case 'Scan':
        return this.#scan(this.#parse<ScanCommandInput>(body));
      case 'BatchExecuteStatement':
        return this.#statements(this.#parse<{ readonly Statements: readonly BatchStatementRequest[] }>(body).Statements);
      case 'DescribeTable':
        return JSON.stringify({ Table: this.#description });
      case 'DescribeTimeToLive':
        return JSON.stringify({ TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } });
      case 'DescribeKinesisStreamingDestination':
        return JSON.stringify({ TableName: this.#name, KinesisDataStreamDestinations: [] });
      default:
        throw new Error(`The canned table was sent ${operation} and has no answer to it.`);
    }
  }

  get #description(): object {
    const [partition, sort] = this.#keys;
    return {
      TableName: this.#name,
      TableStatus: 'ACTIVE',
      TableArn: `arn:aws:dynamodb:us-east-1:000000000000:table/${this.#name}`,
      TableId: '00000000-0000-4000-8000-000000000000',
      KeySchema: [
        { AttributeName: partition, KeyType: 'HASH' },
        { AttributeName: sort, KeyType: 'RANGE' },
      ],
      AttributeDefinitions: this.#keys.map(AttributeName => ({ AttributeName, AttributeType: 'S' })),
      ItemCount: this.#rows.length,
      TableSizeBytes: this.#texts.reduce((sum, text) => sum + text.length, 0),
    };
  }

  /** A segment is every n-th thousand of the rows. */
  #scan({ Segment = 0, TotalSegments = 1, ExclusiveStartKey, Limit = PAGE_ROWS }: ScanCommandInput): string {
    const size = Math.ceil(this.#rows.length / TotalSegments);
    const end = Math.min((Segment + 1) * size, this.#rows.length);
    const start = ExclusiveStartKey ? (this.#places.get(this.#keyText(ExclusiveStartKey as Row)) ?? end) + 1 : Segment * size;
    const stop = Math.min(start + Math.min(Limit, PAGE_ROWS), end);
    const texts = this.#texts.slice(start, stop);
    const last = stop < end ? this.#rows[stop - 1] : undefined;
    const key = last ? `,"LastEvaluatedKey":${JSON.stringify(Object.fromEntries(this.#keys.map(name => [name, last[name]])))}` : '';
    return `{"Items":[${texts.join()}],"Count":${texts.length},"ScannedCount":${texts.length},"ConsumedCapacity":{"TableName":"${this.#name}","CapacityUnits":${texts.length / 8}}${key}}`;
  }

  /** Two statements are a probe, whose last must fail and show the row. */
  #statements(statements: readonly BatchStatementRequest[]): string {
    const shown = { Error: { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed', Item: this.#rows[0] } };
    const Responses = statements.map((_, index) => (statements.length === 2 && index === 1 ? shown : { TableName: this.#name }));
    return JSON.stringify({ Responses, ConsumedCapacity: [{ TableName: this.#name, CapacityUnits: statements.length }] });
  }

  #keyText(row: Row): string {
    return this.#keys.map(name => row[name]?.S ?? '').join('\n');
  }

  #parse<Input extends object>(body: unknown): Input & Pick<QueryCommandInput, 'TableName'> {
    return JSON.parse(new TextDecoder().decode(body as Uint8Array)); // a request of the SDK
  }
}
