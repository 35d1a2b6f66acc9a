import assert from 'node:assert';
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactGetItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, it, jest } from '@jest/globals';
import { Attribute, inlineView, LogicalDb, logicalTable } from '@tempest-ts/tempest';
import { lean } from '@tempest-ts/tempest/extend';
import fc from 'fast-check';
import { answeredClient, type WireAnswer, wireRow, wireValue } from './wire.js';

/** Whatever a request ends in, as a value: the SDK's delays are random. */
async function ending(sent: Promise<{ readonly $metadata: { totalRetryDelay?: number } }>): Promise<unknown> {
  try {
    const output = await sent;
    delete output.$metadata.totalRetryDelay;
    return output;
  } catch (error) {
    const { name, message, $metadata, ...fields } = error as Error & { $metadata?: { totalRetryDelay?: number } };
    delete $metadata?.totalRetryDelay;
    return { name, message, $metadata, ...fields };
  }
}

/** A command of each operation, with an answer that holds rows wherever it may. */
const operations = {
  Query: [
    () => new QueryCommand({ TableName: 't' }),
    (row: string) =>
      `{"Count":1,"ScannedCount":2,"Items":[${row},${row}],"LastEvaluatedKey":${row},"ConsumedCapacity":{"TableName":"B","CapacityUnits":0.5}}`,
  ],
  GetItem: [() => new GetItemCommand({ TableName: 't', Key: {} }), (row: string) => `{"Item":${row}}`],
  UpdateItem: [
    () => new UpdateItemCommand({ TableName: 't', Key: {} }),
    (row: string) => `{"Attributes":${row},"ItemCollectionMetrics":{"ItemCollectionKey":${row},"SizeEstimateRangeGB":[0,1]}}`,
  ],
  BatchGetItem: [
    () => new BatchGetItemCommand({ RequestItems: {} }),
    (row: string) => `{"Responses":{"B":[${row}],"BS":[${row}]},"UnprocessedKeys":{"t":{"ConsistentRead":true,"Keys":[${row}]}}}`,
  ],
  BatchWriteItem: [
    () => new BatchWriteItemCommand({ RequestItems: {} }),
    (row: string) => `{"UnprocessedItems":{"t":[{"PutRequest":{"Item":${row}}},{"DeleteRequest":{"Key":${row}}}]}}`,
  ],
  TransactGetItems: [
    () => new TransactGetItemsCommand({ TransactItems: [] }),
    (row: string) => `{"Responses":[{"Item":${row}},{}],"ConsumedCapacity":[{"TableName":"t","CapacityUnits":2}]}`,
  ],
} as const;

describe('a lean command gives what the SDK gives', () => {
  it.each(Object.entries(operations))('of rows of every type, by whatever name: %s', async (_, [command, answer]) => {
    await fc.assert(
      fc.asyncProperty(wireRow, fc.array(fc.nat(), { maxLength: 3 }), async (row, cuts) => {
        const client = answeredClient([{ body: answer(row), cuts }]);
        await client.send(lean(client, command() as QueryCommand)); // the first of its class is composed by the SDK
        const [plain, read] = [await ending(client.send(command() as QueryCommand)), lean(client, command() as QueryCommand)];
        const { $metadata: given, ...output } = plain as { $metadata: object };
        const { $metadata, ...leanOutput } = (await ending(client.send(read))) as { $metadata: object };
        assert.deepStrictEqual(leanOutput, output);
        assert.deepStrictEqual({ ...$metadata, requestId: 'x' }, { ...given, requestId: 'x' });
      }),
      { numRuns: 40 },
    );
  });

  it('of entities, also through a client that makes its own commands', async () => {
    class Thing {
      @Attribute({ name: 'partition_key' }) id!: string;
      @Attribute() value?: unknown;
    }
    class Things extends LogicalDb {
      things = logicalTable({ name: 'things', sortKey: null, views: { all: inlineView(Thing, { key: ['id'] }) } });
    }
    await fc.assert(
      fc.asyncProperty(fc.array(wireValue, { minLength: 1, maxLength: 4 }), async values => {
        const rows = values.map((value, place) => `{"partition_key":{"S":"${place}"},"value":${value},"other":${value}}`);
        const inner = answeredClient([{ body: `{"Items":[${rows.join(',')}]}` }]);
        const outer = answeredClient([]);
        outer.send = ((command: QueryCommand) => inner.send(new QueryCommand(command.input))) as typeof outer.send; // the one form that is used
        const itemsOf = (client: DynamoDBClient) =>
          LogicalDb.create(Things, client)
            .things.all.scan()
            .then(
              page => page.contents,
              (error: Error) => error.message,
            );
        assert.deepStrictEqual(await itemsOf(inner), await itemsOf(outer));
      }),
      { numRuns: 40 },
    );
  });

  const reset = () => Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
  const throttled: WireAnswer = { status: 400, body: '{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException","message":"slow"}' };
  const endings: readonly (readonly [string, readonly WireAnswer[]])[] = [
    [
      'a condition that fails, with the old item',
      [
        {
          status: 400,
          body: '{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"no","Item":{"a":{"B":"AAEC"},"b":{"S":"x"}}}',
        },
      ],
    ],
    [
      'a transaction that is cancelled, with its reasons',
      [
        {
          status: 400,
          body: '{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","message":"no","CancellationReasons":[{"Code":"None"},{"Code":"ConditionalCheckFailed","Message":"no","Item":{"a":{"BS":["AAEC"]}}}]}',
        },
      ],
    ],
    ['throttling that is over', [throttled, { body: '{"Attributes":{"a":{"B":"AAEC"}}}' }]],
    ['a fault of the server, then an answer', [{ status: 500, body: '' }, { body: '{}' }]],
    ['an answer cut short', [{ body: '{"Attributes":{"a":{"S":"b' }]],
    ['what is no JSON', [{ body: '<html>' }]],
    ['JSON that is no output', [{ body: '[]' }]],
    ['an empty body', [{ body: '' }]],
    ['members that are null', [{ body: '{"Attributes":null,"ConsumedCapacity":null}' }]],
    ['binary that is no base64', [{ body: '{"Attributes":{"a":{"B":"?"}}}' }]],
    ['a connection that breaks, then an answer', [{ body: '{"Attributes":', breaks: reset }, { body: '{"Attributes":{"a":{"N":"1"}}}' }]],
    ['a connection that breaks at every try', [{ body: '{"Attributes":', breaks: reset }]],
    ['another success than 200', [{ status: 202, body: '{"Attributes":{"a":{"B":"AAEC"}}}' }]],
  ];

  it.each(endings)('and ends as it does: %s', async (_, answers) => {
    const input = { TableName: 't', Key: {} };
    const all = [{ body: '{}' }, ...answers];
    const [plain, client] = [answeredClient(all, { maxAttempts: 2 }), answeredClient(all, { maxAttempts: 2 })];
    await plain.send(new UpdateItemCommand(input));
    await client.send(lean(client, new UpdateItemCommand(input))); // the first of its class is composed by the SDK
    const sent = [plain.send(new UpdateItemCommand(input)), client.send(lean(client, new UpdateItemCommand(input)))] as const;
    const [expected, found] = await Promise.all(sent.map(ending));
    assert.deepStrictEqual(found, expected);
  });

  it('and reads the attribute that the SDK loses in some versions', async () => {
    const client = answeredClient([{ body: '{"Item":{"__proto__":{"B":"AAEC"}}}' }]);
    const { Item = {} } = await client.send(lean(client, new GetItemCommand({ TableName: 't', Key: {} })));
    expect(Object.entries(Item)).toEqual([['__proto__', { B: new Uint8Array([0, 1, 2]) }]]);
  });
});

describe('what else listens to the SDK hears the same', () => {
  const body = '{"Items":[{"a":{"B":"AAEC"}}],"Count":1}';
  const items = [{ a: { B: new Uint8Array([0, 1, 2]) } }];

  it('a logger: the whole output', async () => {
    const info = jest.fn<(entry: { readonly output?: object; readonly input?: object }) => void>();
    const silent = (): void => undefined;
    const client = answeredClient([{ body }], { logger: { trace: silent, debug: silent, info, warn: silent, error: silent } });
    await client.send(lean(client, new QueryCommand({ TableName: 't', Limit: 1 })));
    expect(info.mock.calls[0]?.[0]).toMatchObject({ input: { TableName: 't', Limit: 1 }, output: { Items: items, Count: 1 } });
  });

  it('middleware, before and after the response is read', async () => {
    const client = answeredClient([{ body }]);
    const seen: unknown[] = [];
    client.middlewareStack.add(
      next => async args => {
        const passed = await next(args);
        seen.push((passed.output as { Items?: unknown }).Items);
        return passed;
      },
      { step: 'build' },
    );
    client.middlewareStack.add(
      next => async args => {
        const passed = await next(args);
        const { body: stream } = passed.response as { body: AsyncIterable<Buffer> };
        const chunks: Buffer[] = [];
        for await (const chunk of stream) chunks.push(chunk);
        seen.push(Buffer.concat(chunks).toString());
        return { ...passed, response: { ...(passed.response as object), body: Buffer.concat(chunks) } };
      },
      { step: 'deserialize', priority: 'low' },
    );
    const { Items } = await client.send(lean(client, new QueryCommand({ TableName: 't' })));
    expect(seen).toEqual([body, items]);
    expect(Items).toEqual(items);
  });
});

/** Whether a command is changed for a client. */
const isChanged = (client: DynamoDBClient): boolean =>
  Object.hasOwn(lean(client, new PutItemCommand({ TableName: 't', Item: {} })), 'resolveMiddleware');

describe('commands read their answers themselves', () => {
  it('for the SDK’s own client', () => {
    expect(isChanged(answeredClient([]))).toBe(true);
  });

  it('but not for another, such as a test’s', () => {
    expect(isChanged({ send: () => Promise.resolve({}) } as unknown as DynamoDBClient)).toBe(false); // all that a test may need of one
  });

  it('nor for one whose middleware has other names: all its requests would fail', () => {
    const client = answeredClient([]);
    client.middlewareStack.remove('deserializerMiddleware');
    expect(isChanged(client)).toBe(false);
  });
});
