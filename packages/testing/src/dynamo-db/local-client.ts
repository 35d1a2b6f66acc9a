import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';

/** DynamoDB Local takes letters and digits only. */
const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };
const REGION = 'us-east-1';
/** More than any test opens at once, so that none of them waits for a socket: these are loopback sockets. */
const MAX_SOCKETS = 256;
/** For the first answer of a server that may have just begun to listen. */
const PROBE_TIMEOUT_MS = 5_000;

/** A client of a local server: nothing about it comes from the user's AWS configuration. */
export function localClient(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({
    endpoint,
    region: REGION,
    credentials: CREDENTIALS,
    requestHandler: {
      httpAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
      httpsAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
    },
  });
}

/** Asks a server for its tables; resolves to the error where it does not answer as DynamoDB does. */
export async function probe(endpoint: string): Promise<unknown> {
  const client = new DynamoDBClient({
    endpoint,
    region: REGION,
    credentials: CREDENTIALS,
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: PROBE_TIMEOUT_MS,
      requestTimeout: PROBE_TIMEOUT_MS,
      throwOnRequestTimeout: true,
    },
  });
  try {
    await client.send(new ListTablesCommand({ Limit: 1 }));
    return undefined;
  } catch (error) {
    return error;
  } finally {
    client.destroy();
  }
}
