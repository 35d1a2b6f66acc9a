import { S3Failure } from './s3-failure.js';
import { toXml } from './xml.js';

/** A response, before any fault is applied to it. */
export interface S3Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  /** The `Content-Length` of a response to HEAD, whose body is not sent. */
  readonly contentLength?: number;
}

export function xmlReply(document: Readonly<Record<string, unknown>>, headers: Readonly<Record<string, string>> = {}): S3Reply {
  return {
    status: 200,
    headers: { 'Content-Type': 'application/xml', ...headers },
    body: toXml(document),
  };
}

export interface FailureReplyOptions {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
  readonly resource: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly fields?: Readonly<Record<string, string | number>>;
}

/** S3's error document. */
export function failureReply({ status, code, message, requestId, resource, headers, fields }: FailureReplyOptions): S3Reply {
  const document = {
    Error: { Code: code, Message: message, ...fields, Resource: resource, RequestId: requestId },
  };
  return { ...xmlReply(document, headers), status };
}

/** The reply to whatever a handler threw: S3's own errors as they are, anything else as `InternalError` with its message. */
export function replyToError(error: unknown, requestId: string, resource: string): S3Reply {
  if (error instanceof S3Failure) {
    const { status, s3Code: code, message, headers, fields } = error;
    return failureReply({ status, code, message, requestId, resource, headers, fields });
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return failureReply({ status: 500, code: 'InternalError', message, requestId, resource });
}
