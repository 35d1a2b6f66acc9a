import { Agent, request } from 'node:http';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { LocalDynamoDb } from '@tempest-ts/testing';
import { ORDERS_TABLE, type Order } from '../peers/order.js';
import { forEachConcurrently } from '../stream/for-each-concurrently.js';

/** DynamoDB API reference, BatchWriteItem. */
const MAX_BATCH_WRITES = 25;
const CONCURRENCY = 16;

/** Local servers look whether a request is signed, and not by whom. */
const HEADERS = {
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': 'DynamoDB_20120810.BatchWriteItem',
  'x-amz-date': '20260101T000000Z',
  authorization: 'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=none',
};

async function* batches(orders: Iterable<Order>): AsyncGenerator<readonly Order[]> {
  let batch: Order[] = [];
  for (const order of orders) {
    batch.push(order);
    if (batch.length < MAX_BATCH_WRITES) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function post(endpoint: string, agent: Agent, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(
      endpoint,
      { method: 'POST', agent, headers: { ...HEADERS, 'content-length': Buffer.byteLength(body) } },
      answer => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          if (answer.statusCode === 200) resolve(text);
          else reject(new Error(`The local DynamoDB refused rows: ${text}`));
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Puts orders into the table past the library and past the SDK, which would take longer over a million of them than the server does. */
export async function loadRows({ endpoint }: Pick<LocalDynamoDb, 'endpoint'>, orders: Iterable<Order>): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  try {
    await forEachConcurrently(batches(orders), CONCURRENCY, async batch => {
      const puts = batch.map(order => ({ PutRequest: { Item: marshall(order) } }));
      const answer = await post(endpoint, agent, JSON.stringify({ RequestItems: { [ORDERS_TABLE]: puts } }));
      const { UnprocessedItems = {} } = JSON.parse(answer) as { readonly UnprocessedItems?: object };
      if (Object.keys(UnprocessedItems).length > 0) throw new Error('The local DynamoDB left items of a batch unwritten.');
    });
  } finally {
    agent.destroy();
  }
}
