import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  attributeNotExists,
  lean,
  Placeholders,
  path,
  type Row,
  renderCondition,
  send,
  type TableSchema,
} from '@tempest-ts/tempest/extend';
import { type AttemptContext, BEFORE_EACH_SEND, writeOfAttempt } from '../move/attempt-write.js';

/** A row that is to be in the table. */
export interface RowPut {
  readonly table: TableSchema;
  readonly row: Row;
  readonly overwrite: boolean;
  /** Of a row that names an object: the attempt that made it, and whether that is older than it may be. */
  readonly attempt?: { readonly id: string; readonly isExpired: () => boolean } | undefined;
}

/** What a put came to. `'existing'`: the table has such a row, and it stayed as it is. */
export interface PutOutcome {
  readonly outcome: 'put' | 'existing';
  readonly units: number | undefined;
}

/**
 * Puts a row where the table has none of its key, or in place of one.
 *
 * @throws AttemptExpiredError, RequestError
 */
export async function putRow(context: AttemptContext, { table, row, overwrite, attempt }: RowPut): Promise<PutOutcome> {
  const { wire } = context;
  const placeholders = new Placeholders();
  const input = {
    TableName: table.tableName,
    Item: row,
    ReturnConsumedCapacity: 'TOTAL' as const,
    ...(!overwrite && {
      ConditionExpression: renderCondition(attributeNotExists(path(table.partitionKey)), placeholders),
      ExpressionAttributeNames: placeholders.names,
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const,
    }),
  };
  const write = { operation: 'PutItem', table, attempt: attempt?.id, isExpired: attempt?.isExpired ?? (() => false) } as const;
  const { landed, units } = await writeOfAttempt(context, write, ({ request, guard }) =>
    send(wire, request, input, sent => {
      const command = lean(wire.client, new PutItemCommand(sent));
      command.middlewareStack.add(guard, BEFORE_EACH_SEND);
      return wire.client.send(command);
    }),
  );
  return { outcome: landed ? 'put' : 'existing', units };
}
