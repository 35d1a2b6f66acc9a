import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { ARCHIVE_ATTRIBUTE, LEGACY_POINTER_ATTRIBUTE, NOT_BEFORE_ATTRIBUTE, type Row } from '@tempest-ts/tempest/extend';
import type { Command } from './machinery.js';

/** A row that a request writes. */
export interface WrittenRow {
  readonly tableName: string;
  /** Its keys, and what else the request says of it. */
  readonly row: Row;
}

const LIBRARYS: readonly string[] = [ARCHIVE_ATTRIBUTE, LEGACY_POINTER_ATTRIBUTE, NOT_BEFORE_ATTRIBUTE];

/** Whether a write moves an item between the tiers, or has it stay where it is: its meaning must not change then. */
export function isMove(command: Command): boolean {
  if (!(command instanceof UpdateItemCommand)) return false;
  const { UpdateExpression = '', ExpressionAttributeNames = {} } = command.input;
  return (UpdateExpression.match(/[#:]?\w+/g) ?? []).some(name => LIBRARYS.includes(ExpressionAttributeNames[name] ?? name));
}

/** The rows that a request of a user writes; a condition check writes none. */
export function writesOf(command: Command): readonly WrittenRow[] {
  const written = (tableName = '', row: object = {}): WrittenRow => ({ tableName, row: row as Row });
  if (command instanceof PutItemCommand) return [written(command.input.TableName, command.input.Item)];
  if (command instanceof UpdateItemCommand || command instanceof DeleteItemCommand)
    return [written(command.input.TableName, command.input.Key)];
  if (command instanceof TransactWriteItemsCommand)
    return (command.input.TransactItems ?? []).flatMap(({ Put, Update, Delete }) => {
      if (Put) return [written(Put.TableName, Put.Item)];
      const keyed = Update ?? Delete;
      return keyed ? [written(keyed.TableName, keyed.Key)] : [];
    });
  if (command instanceof BatchWriteItemCommand)
    return Object.entries(command.input.RequestItems ?? {}).flatMap(([tableName, requests]) =>
      requests.map(({ PutRequest, DeleteRequest }) => written(tableName, PutRequest?.Item ?? DeleteRequest?.Key)),
    );
  return [];
}
