import type { Duplex } from 'node:stream';
import { S3Failure } from './s3-failure.js';
import { replyToError } from './s3-reply.js';

/** What Node's HTTP parser reports, by S3's name for it. */
const PARSER_ERRORS: Readonly<Record<string, 'IncompleteBody' | 'RequestHeaderSectionTooLarge'>> = {
  HPE_INVALID_EOF_STATE: 'IncompleteBody',
  HPE_HEADER_OVERFLOW: 'RequestHeaderSectionTooLarge',
};

/** Answers a connection whose request Node could not parse: cut off before its end, with too large a head, or no HTTP at all. */
export function refuseUnparsed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const code = PARSER_ERRORS[error.code ?? ''] ?? 'BadRequest';
  const { status, body = '' } = replyToError(new S3Failure(code), '0', '/');
  const head = `HTTP/1.1 ${status} ${code}\r\nContent-Type: application/xml\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n`;
  socket.end(head + body);
}
