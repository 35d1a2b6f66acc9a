import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { CannedRequest } from './canned-table.js';

/** A response that the SDK reads as it reads a socket's. */
export function cannedResponse(text: string | Buffer): object {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  let sent = false;
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'content-length': String(bytes.byteLength) },
    body: new Readable({
      read() {
        this.push(sent ? null : bytes);
        sent = true;
      },
    }),
  };
}

/** A client whose requests are answered in this process, each after so many milliseconds: no sockets, and all of the SDK's own work. */
export function cannedClient(answer: (request: CannedRequest) => string | Buffer, delayMs = 0): DynamoDBClient {
  return new DynamoDBClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'canned', secretAccessKey: 'canned' },
    requestHandler: {
      handle: async (request: CannedRequest) => {
        if (delayMs > 0) await sleep(delayMs);
        return { response: cannedResponse(answer(request)) };
      },
    },
  });
}
