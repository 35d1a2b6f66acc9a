import type { IncomingMessage } from 'node:http';
import { S3Failure } from './s3-failure.js';
import { checkKey } from './s3-limits.js';
import { header, type S3Operation, type S3Request } from './s3-request.js';

interface Route {
  readonly operation: S3Operation;
  readonly method: string;
  readonly target: 'service' | 'bucket' | 'object';
  /** The query parameter that asks for this operation. */
  readonly selector?: string;
  /** The header that does. */
  readonly selectingHeader?: string;
  readonly parameters?: readonly string[];
}

const VERSION = ['versionId'];
const LIST = ['prefix', 'delimiter', 'max-keys', 'encoding-type'];

/** The first that fits is taken. */
const ROUTES: readonly Route[] = [
  { operation: 'ListBuckets', method: 'GET', target: 'service' },
  { operation: 'GetBucketLocation', method: 'GET', target: 'bucket', selector: 'location' },
  { operation: 'GetBucketVersioning', method: 'GET', target: 'bucket', selector: 'versioning' },
  { operation: 'GetObjectLockConfiguration', method: 'GET', target: 'bucket', selector: 'object-lock' },
  { operation: 'PutBucketVersioning', method: 'PUT', target: 'bucket', selector: 'versioning' },
  { operation: 'GetBucketLifecycleConfiguration', method: 'GET', target: 'bucket', selector: 'lifecycle' },
  { operation: 'PutBucketLifecycleConfiguration', method: 'PUT', target: 'bucket', selector: 'lifecycle' },
  { operation: 'DeleteBucketLifecycle', method: 'DELETE', target: 'bucket', selector: 'lifecycle' },
  {
    operation: 'ListObjectsV2',
    method: 'GET',
    target: 'bucket',
    selector: 'list-type',
    parameters: [...LIST, 'continuation-token', 'start-after', 'fetch-owner'],
  },
  {
    operation: 'ListObjectVersions',
    method: 'GET',
    target: 'bucket',
    selector: 'versions',
    parameters: [...LIST, 'key-marker', 'version-id-marker'],
  },
  { operation: 'DeleteObjects', method: 'POST', target: 'bucket', selector: 'delete' },
  { operation: 'CreateBucket', method: 'PUT', target: 'bucket' },
  { operation: 'HeadBucket', method: 'HEAD', target: 'bucket' },
  { operation: 'DeleteBucket', method: 'DELETE', target: 'bucket' },
  { operation: 'GetObjectTagging', method: 'GET', target: 'object', selector: 'tagging', parameters: VERSION },
  { operation: 'PutObjectTagging', method: 'PUT', target: 'object', selector: 'tagging', parameters: VERSION },
  { operation: 'DeleteObjectTagging', method: 'DELETE', target: 'object', selector: 'tagging', parameters: VERSION },
  { operation: 'CopyObject', method: 'PUT', target: 'object', selectingHeader: 'x-amz-copy-source' },
  { operation: 'PutObject', method: 'PUT', target: 'object' },
  { operation: 'GetObject', method: 'GET', target: 'object', parameters: VERSION },
  { operation: 'HeadObject', method: 'HEAD', target: 'object', parameters: VERSION },
  { operation: 'DeleteObject', method: 'DELETE', target: 'object', parameters: VERSION },
];

/** Request headers of S3's own that the server understands, or that change nothing here. Any other `x-amz-` header is refused. */
const KNOWN_HEADERS = new Set([
  'x-amz-bucket-object-lock-enabled',
  'x-amz-bypass-governance-retention',
  'x-amz-checksum-algorithm',
  'x-amz-checksum-mode',
  'x-amz-checksum-type',
  'x-amz-content-sha256',
  'x-amz-copy-source',
  'x-amz-date',
  'x-amz-decoded-content-length',
  'x-amz-expected-bucket-owner',
  'x-amz-metadata-directive',
  'x-amz-object-lock-mode',
  'x-amz-object-lock-retain-until-date',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-security-token',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-server-side-encryption-bucket-key-enabled',
  'x-amz-storage-class',
  'x-amz-tagging',
  'x-amz-tagging-directive',
  'x-amz-trailer',
  'x-amz-user-agent',
]);
const KNOWN_HEADER = /^x-amz-(meta-|checksum-(crc32|crc32c|crc64nvme|sha1|sha256)$|copy-source-if-)/;

/** A presigned request carries its signature in the query, and the SDK adds `x-id` to be read in logs. */
const IGNORED_PARAMETER = /^(x-id|x-amz-.*)$/i;

/** What a message asks for, before it is known whether the server can do it: never throws, for counters and faults see every request. */
export function describeRequest(message: IncomingMessage): S3Request {
  const url = message.url ?? '/';
  const mark = url.indexOf('?');
  const base = { method: message.method ?? '', headers: message.headers };
  try {
    const query = parseQuery(mark < 0 ? '' : url.slice(mark + 1));
    const path = (mark < 0 ? url : url.slice(0, mark)).slice(1);
    const slash = path.indexOf('/');
    const bucket = decodeURIComponent(slash < 0 ? path : path.slice(0, slash)) || undefined;
    const key = slash < 0 ? undefined : decodeURIComponent(path.slice(slash + 1)) || undefined;
    const request = { ...base, operation: 'Unsupported', bucket, key, query } as const;
    return { ...request, operation: findRoute(request)?.operation ?? 'Unsupported' };
  } catch {
    return {
      ...base,
      operation: 'Unsupported',
      bucket: undefined,
      key: undefined,
      query: new Map(),
    };
  }
}

/** Refuses what the server does not implement, a key that is too long, and a request that nobody signed. */
export function checkRequest(request: S3Request, url: string): S3Operation {
  if (request.headers.authorization === undefined && !request.query.has('X-Amz-Signature')) throw new S3Failure('AccessDenied');
  if (request.operation === 'Unsupported') throw whyUnsupported(request, url);
  for (const name in request.headers) {
    if (!name.startsWith('x-amz-') || KNOWN_HEADERS.has(name) || KNOWN_HEADER.test(name)) continue;
    throw new S3Failure('NotImplemented', {
      message: `The local S3 server does not implement the header ${name}.`,
      fields: { Header: name },
    });
  }
  if (request.key !== undefined) checkKey(request.key);
  return request.operation;
}

/** Refuses a request for a bucket of another account's. */
export function checkOwner(request: S3Request, accountId: string): void {
  const expected = header(request, 'x-amz-expected-bucket-owner');
  if (expected !== undefined && expected !== accountId) throw new S3Failure('AccessDenied');
}

function targetOf({ bucket, key }: S3Request): Route['target'] {
  if (bucket === undefined) return 'service';
  return key === undefined ? 'bucket' : 'object';
}

function findRoute(request: S3Request): Route | undefined {
  const target = targetOf(request);
  const parameters = [...request.query.keys()].filter(name => !IGNORED_PARAMETER.test(name));
  return ROUTES.find(
    route =>
      route.method === request.method &&
      route.target === target &&
      (route.selector === undefined || request.query.has(route.selector)) &&
      (route.selectingHeader === undefined || request.headers[route.selectingHeader] !== undefined) &&
      parameters.every(name => name === route.selector || route.parameters?.includes(name)),
  );
}

function whyUnsupported(request: S3Request, url: string): S3Failure {
  try {
    decodeURIComponent(url);
  } catch {
    return new S3Failure('InvalidURI');
  }
  const target = targetOf(request);
  const parameters = [...request.query.keys()].filter(name => !IGNORED_PARAMETER.test(name));
  const isKnownMethod = ROUTES.some(route => route.method === request.method && route.target === target);
  if (parameters.length === 0 && !isKnownMethod) return new S3Failure('MethodNotAllowed', { fields: { Method: request.method } });
  const asked = parameters.length === 0 ? 'without a query' : `with ${parameters.join(', ')}`;
  return new S3Failure('NotImplemented', { message: `The local S3 server does not implement ${request.method} of a ${target} ${asked}.` });
}

function parseQuery(text: string): ReadonlyMap<string, string> {
  const query = new Map<string, string>();
  for (const part of text === '' ? [] : text.split('&')) {
    const equals = part.indexOf('=');
    const [name, value] = equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
    query.set(decodeQuery(name), decodeQuery(value));
  }
  return query;
}

const decodeQuery = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));
