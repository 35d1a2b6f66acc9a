import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** One send of a request, the SDK's own resends included. */
export interface InterceptedCall {
  readonly input: Readonly<Record<string, unknown>>;
  /** 1 for the first send that was intercepted. */
  readonly count: number;
  /** Sends it, and resolves to the answer. */
  readonly send: () => Promise<unknown>;
}

/** Has `handle` stand between a client and the server for requests of one operation, until the returned function is called. */
export function intercept(client: DynamoDBClient, operation: string, handle: (call: InterceptedCall) => Promise<unknown>): () => void {
  let count = 0;
  const name = `intercept ${operation}`;
  client.middlewareStack.add(
    (next, context) => async args => {
      if (context.commandName !== `${operation}Command`) return next(args);
      count += 1;
      const send = () => next(args);
      return (await handle({ input: args.input as unknown as Record<string, unknown>, count, send })) as Awaited<ReturnType<typeof next>>;
    },
    { step: 'deserialize', priority: 'high', name },
  );
  return () => void client.middlewareStack.remove(name);
}

/** An answer of the server's own trouble, of which nobody knows whether the request was applied. */
export function serverError(): Error {
  return Object.assign(new Error('Internal server error'), {
    name: 'InternalServerError',
    $fault: 'server',
    $metadata: { httpStatusCode: 500 },
  });
}

/** An answer to a write of an item that somebody's transaction has: nothing was done, and the SDK does not send it again. */
export function transactionConflict(): Error {
  return Object.assign(new Error('Transaction is ongoing for the item'), {
    name: 'TransactionConflictException',
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
  });
}

/** What a client sees of a connection that breaks off. */
export function lostConnection(): Error {
  return Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
}
