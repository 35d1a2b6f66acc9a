import type { IncomingMessage } from 'node:http';
import { decodeChunkedBody } from './chunked-body.js';
import { S3Failure } from './s3-failure.js';
import { checkBodySize } from './s3-limits.js';
import { header, type S3Request } from './s3-request.js';

export interface RequestBody {
  readonly body: Buffer;
  readonly trailers: ReadonlyMap<string, string>;
}

const NO_TRAILERS: ReadonlyMap<string, string> = new Map();
const NO_BODY: RequestBody = { body: Buffer.alloc(0), trailers: NO_TRAILERS };

/** Receives a request's body, decoded if it is `aws-chunked`. The whole of it is held in memory. Throws S3's errors about lengths. */
export async function readRequestBody(message: IncomingMessage, request: S3Request): Promise<RequestBody> {
  if (request.method === 'GET' || request.method === 'HEAD') return NO_BODY;
  const streaming = header(request, 'x-amz-content-sha256')?.startsWith('STREAMING-') ?? false;
  const length = header(request, streaming ? 'x-amz-decoded-content-length' : 'content-length');
  if (length === undefined && request.operation === 'PutObject') throw new S3Failure('MissingContentLength');
  // Before a byte is received: the client hears of it without sending gigabytes.
  checkBodySize(Number(length ?? 0));
  const received = await receive(message);
  return streaming ? decodeChunkedBody(received, Number(length)) : { body: received, trailers: NO_TRAILERS };
}

function receive(message: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const incomplete = (): void => reject(new S3Failure('IncompleteBody'));
    // The client may have gone while the request waited for a delay: nothing will ever be said of its body again.
    if (message.destroyed) return incomplete();
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    message.once('end', () => resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)));
    message.once('error', incomplete);
    message.once('close', incomplete); // after 'end' it rejects in vain
  });
}
