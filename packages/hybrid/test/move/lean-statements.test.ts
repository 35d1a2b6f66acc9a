import { BatchExecuteStatementCommand, type BatchExecuteStatementCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { leanStatements } from '../../src/move/lean-statements.js';
import { rows } from '../body/arbitrary-row.js';

interface SentRequest {
  readonly body: string | Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

/** A client that remembers what it would have sent. */
function silentClient() {
  const sent: SentRequest[] = [];
  const client = new DynamoDBClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    requestHandler: {
      handle: async (request: SentRequest) => {
        sent.push(request);
        return { response: { statusCode: 200, headers: {}, body: Buffer.from('{"Responses":[]}') } };
      },
    },
  });
  return { client, sent };
}

const textOf = (request: SentRequest | undefined): string =>
  typeof request?.body === 'string' ? request.body : new TextDecoder().decode(request?.body);

describe('a batch of statements that is written by JSON.stringify', () => {
  it('says what the SDK would write, of rows of every type', async () => {
    const { client, sent } = silentClient();
    const statement = fc.record({ Statement: fc.string({ unit: 'binary' }), row: rows });
    await fc.assert(
      fc.asyncProperty(fc.array(statement, { minLength: 1, maxLength: 3 }), async statements => {
        const input: BatchExecuteStatementCommandInput = {
          Statements: statements.map(({ Statement, row }) => ({
            Statement,
            Parameters: Object.values(row),
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
          })),
          ReturnConsumedCapacity: 'TOTAL',
        };
        await client.send(new BatchExecuteStatementCommand(input));
        const command = leanStatements(client, new BatchExecuteStatementCommand(input));
        await client.send(command);
        const [plain, lean] = sent.splice(0);
        expect(JSON.parse(textOf(lean))).toEqual(JSON.parse(textOf(plain)));
        expect(lean?.headers['content-length']).toBe(String(Buffer.byteLength(textOf(lean))));
        expect(lean?.headers['x-amz-target']).toBe(plain?.headers['x-amz-target']);
        expect(command.input).toEqual(input); // what other middleware and whoever mocks the client see
      }),
      { numRuns: 60 },
    );
  });

  it('is left as it is for a client of another make', () => {
    const command = new BatchExecuteStatementCommand({ Statements: [] });
    const before = command.middlewareStack.identify();
    expect(leanStatements({ config: {} } as DynamoDBClient, command).middlewareStack.identify()).toEqual(before);
  });
});
