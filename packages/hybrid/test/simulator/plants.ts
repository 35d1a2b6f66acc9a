import { PutItemCommand, type PutItemCommandInput, UpdateItemCommand, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { ARCHIVE_ATTRIBUTE, type Row, S3_KEY_ATTRIBUTE } from '@tempest-ts/tempest/extend';
import type { Command } from './machinery.js';
import { SeenRows } from './seen-rows.js';
import type { Plant, World } from './world.js';

type Names = Readonly<Record<string, string>>;

/** The placeholder of an attribute; one that is nowhere where the request does not name it. */
export const tokenOf = (attribute: string, names: Names = {}): string =>
  Object.keys(names).find(token => names[token] === attribute) ?? '#nowhere';

function updateThat(command: Command, clause: 'SET' | 'REMOVE'): UpdateItemCommandInput | undefined {
  if (!(command instanceof UpdateItemCommand)) return undefined;
  const { UpdateExpression = '', ExpressionAttributeNames } = command.input;
  const [sets = '', removes = ''] = UpdateExpression.split('REMOVE');
  const token = new RegExp(`${tokenOf(ARCHIVE_ATTRIBUTE, ExpressionAttributeNames)}\\b`);
  return token.test(clause === 'SET' ? sets : removes) ? command.input : undefined;
}

/** The request that makes a row a pointer. */
export const swapOf = (command: Command): UpdateItemCommandInput | undefined => updateThat(command, 'SET');
/** The request that makes it whole again. */
export const restoreOf = (command: Command): UpdateItemCommandInput | undefined => updateThat(command, 'REMOVE');

/** A bug that sends something else than the engine does. */
export const rewriting =
  (rewrite: (command: Command) => Command): Plant =>
  next =>
  command =>
    next(rewrite(command), command);

/** A bug that knows the rows that it has seen. */
export const remembering =
  (rewrite: (command: Command, seen: SeenRows) => Command): Plant =>
  next => {
    const seen = new SeenRows();
    return command => seen.watch(next(rewrite(command, seen), command));
  };

/** A bug that hears something else than the stores say. */
export const answering =
  (answer: (command: Command, output: object, world: World) => object): Plant =>
  (next, world) =>
  async command =>
    answer(command, (await next(command)) as object, world);

export const GRACE_MS = 36 * 86_400_000;

export const isLedgerList = (command: Command): boolean =>
  command instanceof ListObjectsV2Command && (command.input.Prefix ?? '').includes('tempest~ledger/');

export const isErasureList = (command: Command): boolean =>
  command instanceof ListObjectsV2Command && (command.input.Prefix ?? '').includes('tempest~erasure/');

/** A list whose objects were stored at other times. */
export function withTimes(output: object, timeOf: (key: string) => Date): object {
  const { Contents } = output as { readonly Contents: readonly { readonly Key: string }[] }; // of a list
  return { ...output, Contents: Contents.map(object => ({ ...object, LastModified: timeOf(object.Key) })) };
}

export const ONLY_UNARCHIVED = `attribute_exists(pk) AND attribute_not_exists(${ARCHIVE_ATTRIBUTE})`;

/** The swap under another condition. */
export const swapIf = (condition: string | undefined): Plant =>
  rewriting(command => {
    const input = swapOf(command);
    return input ? new UpdateItemCommand({ ...input, ConditionExpression: condition }) : command;
  });

export const restoreWith = (change: (input: UpdateItemCommandInput) => Partial<UpdateItemCommandInput>): Plant =>
  rewriting(command => {
    const input = restoreOf(command);
    return input ? new UpdateItemCommand({ ...input, ...change(input) }) : command;
  });

export function pointerOf(row: Row | undefined): Row {
  const { [S3_KEY_ATTRIBUTE]: s3Key, [ARCHIVE_ATTRIBUTE]: archive } = row ?? {};
  return s3Key && archive ? { [S3_KEY_ATTRIBUTE]: s3Key, [ARCHIVE_ATTRIBUTE]: archive } : {};
}

/** A swap or a restore as a put of everything that its sender knows: it erases what was added meanwhile. */
export function asPut(input: UpdateItemCommandInput, Item: Row): PutItemCommand {
  const { TableName, ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues, ReturnValuesOnConditionCheckFailure } =
    input;
  const put: PutItemCommandInput = { TableName, Item, ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues };
  return new PutItemCommand({ ...put, ...(ReturnValuesOnConditionCheckFailure && { ReturnValuesOnConditionCheckFailure }) });
}

/** What `SET` gives the attributes that an update names, each as a value of its own. */
export function valuesSet({
  UpdateExpression = '',
  ExpressionAttributeNames = {},
  ExpressionAttributeValues = {},
}: UpdateItemCommandInput): Row {
  const sets = UpdateExpression.split('REMOVE')[0] ?? '';
  const pairs = sets.matchAll(/([#\w]+) *= *(?:if_not_exists\([^,]+, *)?(:\w+)/g);
  return Object.fromEntries(
    [...pairs].map(([, name = '', value = '']) => [
      ExpressionAttributeNames[name] ?? name,
      ExpressionAttributeValues[value] ?? { NULL: true },
    ]),
  );
}

interface WithConditions {
  readonly ConditionExpression?: string;
  readonly FilterExpression?: string;
  readonly ExpressionAttributeNames?: Names;
  readonly TransactItems?: readonly Readonly<Record<string, WithConditions>>[];
}

/**
 * Has a request forget every look at whether a row is a pointer.
 *
 * @param looksLike what such a look is, given the placeholder of the pointer's attribute
 * @param instead what is asked instead
 */
export function without(pointer: string, looksLike: (token: string) => RegExp, instead = 'attribute_exists(nowhere)'): Plant {
  const forget = <T extends WithConditions>(input: T): T => {
    const { ConditionExpression, FilterExpression, ExpressionAttributeNames, TransactItems } = input;
    const look = looksLike(tokenOf(pointer, ExpressionAttributeNames));
    const blind = (text: string): string => text.replace(look, instead);
    return {
      ...input,
      ...(ConditionExpression !== undefined && { ConditionExpression: blind(ConditionExpression) }),
      ...(FilterExpression !== undefined && { FilterExpression: blind(FilterExpression) }),
      ...(TransactItems && {
        TransactItems: TransactItems.map(item => Object.fromEntries(Object.entries(item).map(([kind, asked]) => [kind, forget(asked)]))),
      }),
    };
  };
  return rewriting(command => {
    if (swapOf(command) || restoreOf(command)) return command;
    const Same = command.constructor as new (input: object) => Command; // every command is made of its input
    return new Same(forget(command.input));
  });
}
