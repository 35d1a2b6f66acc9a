import { Readable } from 'node:stream';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';

/** What a server answers: a status and a body, or a connection that breaks after so much of it. */
export interface WireAnswer {
  readonly status?: number;
  readonly body: string;
  readonly breaks?: () => Error;
  /** Where the body is cut into chunks. */
  readonly cuts?: readonly number[];
}

function* chunksOf({ body, breaks, cuts = [] }: WireAnswer): Generator<Buffer> {
  const bytes = Buffer.from(body);
  let from = 0;
  for (const to of [...cuts.map(cut => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b)) {
    if (to > from) yield bytes.subarray(from, to);
    from = to;
  }
  if (breaks) throw breaks();
}

/** A client whose requests are answered in turn, the last answer again and again. */
export function answeredClient(answers: readonly WireAnswer[], config: DynamoDBClientConfig = {}): DynamoDBClient {
  let next = 0;
  const handle = async () => {
    const answer = answers[Math.min(next, answers.length - 1)] ?? { body: '{}' };
    next += 1;
    const headers = { 'x-amzn-requestid': `REQUEST-${next}`, 'content-type': 'application/x-amz-json-1.0' };
    return { response: { statusCode: answer.status ?? 200, headers, body: Readable.from(chunksOf(answer), { objectMode: false }) } };
  };
  return new DynamoDBClient({
    region: 'us-east-1',
    endpoint: 'http://127.0.0.1:1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    requestHandler: { handle, destroy: () => undefined },
    ...config,
  });
}

const quoted = JSON.stringify;
const list = (arbitrary: fc.Arbitrary<string>, minLength = 0): fc.Arbitrary<string> =>
  fc.array(arbitrary, { minLength, maxLength: 3 }).map(texts => `[${texts.join(',')}]`);

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', 'B', '{"B":"AA=="}', '\\"', '\u2028', '😀')).map(quoted);
const number = fc.constantFrom('0', '-1', '3.14', '12345678901234567890123456789012345678', '1E+30', '-0', '1e-7').map(quoted);
const bytes = fc.uint8Array({ maxLength: 9 }).map(each => quoted(Buffer.from(each).toString('base64')));
/** Attributes are called anything, types of values and members of every object included. */
export const attributeName = fc.oneof(
  fc.constantFrom('B', 'BS', 'S', 'M', 'L', 'Items', 'constructor', 'toString', 'hasOwnProperty', '$metadata', '', 'a.b', '0'),
  fc.string({ unit: 'binary', maxLength: 4 }).filter(name => name !== '__proto__'),
);

const { value } = fc.letrec<{ value: string; map: string }>(tie => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    text.map(S => `{"S":${S}}`),
    number.map(N => `{"N":${N}}`),
    bytes.map(B => `{"B":${B}}`),
    fc.boolean().map(BOOL => `{"BOOL":${BOOL}}`),
    fc.constant('{"NULL":true}'),
    list(text, 1).map(SS => `{"SS":${SS}}`),
    list(number, 1).map(NS => `{"NS":${NS}}`),
    list(bytes, 1).map(BS => `{"BS":${BS}}`),
    list(tie('value')).map(L => `{"L":${L}}`),
    tie('map').map(M => `{"M":${M}}`),
  ),
  map: fc
    .uniqueArray(fc.tuple(attributeName, tie('value')), { selector: ([name]) => name, maxLength: 4 })
    .map(members => `{${members.map(([name, stored]) => `${quoted(name)}:${stored}`).join(',')}}`),
}));

export { value as wireValue };

/** A row as it stands in DynamoDB's answers. */
export const wireRow: fc.Arbitrary<string> = fc
  .uniqueArray(fc.tuple(attributeName, value), { selector: ([name]) => name, minLength: 1, maxLength: 6 })
  .map(members => `{${members.map(([name, stored]) => `${quoted(name)}:${stored}`).join(',')}}`);
