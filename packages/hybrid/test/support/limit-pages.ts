import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Has a client's scans come in pages of a few rows, whatever the server knows of their size, until the returned function is called. */
export function limitPages(client: DynamoDBClient, rows: number): () => void {
  const name = 'limit pages';
  client.middlewareStack.add(
    (next, context) => args => {
      if (context.commandName === 'ScanCommand') Object.assign(args.input, { Limit: rows });
      return next(args);
    },
    { step: 'initialize', name },
  );
  return () => void client.middlewareStack.remove(name);
}
