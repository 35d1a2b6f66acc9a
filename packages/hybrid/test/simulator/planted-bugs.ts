import {
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { ARCHIVE_ATTRIBUTE, type Row, S3_KEY_ATTRIBUTE } from '@tempest-ts/tempest/extend';
import type { Command } from './machinery.js';
import type { PlantedBug } from './run-schedule.js';
import { SeenRows } from './seen-rows.js';
import type { Plant, World } from './world.js';

type Names = Readonly<Record<string, string>>;

/** The placeholder of an attribute; one that is nowhere where the request does not name it. */
const tokenOf = (attribute: string, names: Names = {}): string =>
  Object.keys(names).find(token => names[token] === attribute) ?? '#nowhere';

function updateThat(command: Command, clause: 'SET' | 'REMOVE'): UpdateItemCommandInput | undefined {
  if (!(command instanceof UpdateItemCommand)) return undefined;
  const { UpdateExpression = '', ExpressionAttributeNames } = command.input;
  const [sets = '', removes = ''] = UpdateExpression.split('REMOVE');
  const token = new RegExp(`${tokenOf(ARCHIVE_ATTRIBUTE, ExpressionAttributeNames)}\\b`);
  return token.test(clause === 'SET' ? sets : removes) ? command.input : undefined;
}

/** The request that makes a row a pointer. */
const swapOf = (command: Command): UpdateItemCommandInput | undefined => updateThat(command, 'SET');
/** The request that makes it whole again. */
const restoreOf = (command: Command): UpdateItemCommandInput | undefined => updateThat(command, 'REMOVE');

/** A bug that sends something else than the engine does. */
const rewriting =
  (rewrite: (command: Command) => Command): Plant =>
  next =>
  command =>
    next(rewrite(command), command);

/** A bug that knows the rows that it has seen. */
const remembering =
  (rewrite: (command: Command, seen: SeenRows) => Command): Plant =>
  next => {
    const seen = new SeenRows();
    return command => seen.watch(next(rewrite(command, seen), command));
  };

/** A bug that hears something else than the stores say. */
const answering =
  (answer: (command: Command, output: object, world: World) => object): Plant =>
  (next, world) =>
  async command =>
    answer(command, (await next(command)) as object, world);

const GRACE_MS = 36 * 86_400_000;

const isLedgerList = (command: Command): boolean =>
  command instanceof ListObjectsV2Command && (command.input.Prefix ?? '').includes('tempest-ledger/');

/** A list whose objects were stored at other times. */
function withTimes(output: object, timeOf: (key: string) => Date): object {
  const { Contents } = output as { readonly Contents: readonly { readonly Key: string }[] }; // of a list
  return { ...output, Contents: Contents.map(object => ({ ...object, LastModified: timeOf(object.Key) })) };
}

const ONLY_UNARCHIVED = `attribute_exists(pk) AND attribute_not_exists(${ARCHIVE_ATTRIBUTE})`;

/** The swap under another condition. */
const swapIf = (condition: string | undefined): Plant =>
  rewriting(command => {
    const input = swapOf(command);
    return input ? new UpdateItemCommand({ ...input, ConditionExpression: condition }) : command;
  });

const restoreWith = (change: (input: UpdateItemCommandInput) => Partial<UpdateItemCommandInput>): Plant =>
  rewriting(command => {
    const input = restoreOf(command);
    return input ? new UpdateItemCommand({ ...input, ...change(input) }) : command;
  });

function pointerOf(row: Row | undefined): Row {
  const { [S3_KEY_ATTRIBUTE]: s3Key, [ARCHIVE_ATTRIBUTE]: archive } = row ?? {};
  return s3Key && archive ? { [S3_KEY_ATTRIBUTE]: s3Key, [ARCHIVE_ATTRIBUTE]: archive } : {};
}

/** A swap or a restore as a put of everything that its sender knows: it erases what was added meanwhile. */
function asPut(input: UpdateItemCommandInput, Item: Row): PutItemCommand {
  const { TableName, ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues, ReturnValuesOnConditionCheckFailure } =
    input;
  const put: PutItemCommandInput = { TableName, Item, ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues };
  return new PutItemCommand({ ...put, ...(ReturnValuesOnConditionCheckFailure && { ReturnValuesOnConditionCheckFailure }) });
}

/** What `SET` gives the attributes that an update names, each as a value of its own. */
function valuesSet({ UpdateExpression = '', ExpressionAttributeNames = {}, ExpressionAttributeValues = {} }: UpdateItemCommandInput): Row {
  const sets = UpdateExpression.split('REMOVE')[0] ?? '';
  const pairs = sets.matchAll(/([#\w]+) *= *(?:if_not_exists\([^,]+, *)?(:\w+)/g);
  return Object.fromEntries(
    [...pairs].map(([, name = '', value = '']) => [
      ExpressionAttributeNames[name] ?? name,
      ExpressionAttributeValues[value] ?? { NULL: true },
    ]),
  );
}

/** Forgets one part of every condition that looks at `s3Archive`. */
function without(part: 'attribute_not_exists' | 'attribute_exists', ...fields: readonly ('ConditionExpression' | 'FilterExpression')[]) {
  return rewriting(command => {
    const input = command.input as Partial<Record<(typeof fields)[number], string>> & { readonly ExpressionAttributeNames?: Names };
    if (swapOf(command) || restoreOf(command)) return command;
    const look = `${part}(${tokenOf(ARCHIVE_ATTRIBUTE, input.ExpressionAttributeNames)})`;
    const changed = { ...input };
    for (const field of fields) if (input[field]) changed[field] = input[field].replace(look, `${part}(nowhere)`);
    const Same = command.constructor as new (input: object) => Command; // every command is made of its input
    return new Same(changed);
  });
}

/** The list of one-rule-less engines. Each must break a promise. */
export const PLANTED_BUGS: Readonly<Record<string, PlantedBug>> = {
  'a swap without a condition': { plant: swapIf(undefined) },
  'a swap on the condition that nobody archived the row': { plant: swapIf(ONLY_UNARCHIVED) },
  'a swap on the condition that the timestamp is the same': {
    plant: remembering((command, seen) => {
      const input = swapOf(command);
      if (!input) return command;
      const ExpressionAttributeValues = {
        ...input.ExpressionAttributeValues,
        ':then': seen.of(input.Key as Row)?.placedAt ?? { NULL: true },
      };
      return new UpdateItemCommand({ ...input, ConditionExpression: `${ONLY_UNARCHIVED} AND placedAt = :then`, ExpressionAttributeValues });
    }),
  },
  'a swap as a put': {
    plant: remembering((command, seen) => {
      const input = swapOf(command);
      if (!input) return command;
      const { pk, sk, status, placedAt } = seen.of(input.Key as Row) ?? {};
      const kept = Object.fromEntries(Object.entries({ pk, sk, status, placedAt }).filter(([, value]) => value !== undefined)) as Row;
      return asPut(input, { ...kept, ...valuesSet(input) });
    }),
  },
  'a swap before its object is stored': {
    plant: next => async command => {
      if (!(command instanceof PutObjectCommand)) return next(command);
      void next(command).catch(() => undefined);
      return {};
    },
  },
  'an object deleted because its swap failed': {
    deeds: ['update', 'load'],
    plant: next => async command => {
      const input = swapOf(command);
      if (!input) return next(command);
      return next(command).catch(async (error: unknown) => {
        const Key = valuesSet(input)[S3_KEY_ATTRIBUTE]?.S ?? '';
        await next(new DeleteObjectCommand({ Bucket: 'archive', Key })).catch(() => undefined);
        throw error;
      });
    },
  },
  'an object put over another’s': {
    plant: rewriting(command => {
      // The probe finds a store that ignores the condition, and each attempt then has a key of its own.
      if (!(command instanceof PutObjectCommand) || command.input.Key?.includes('probe')) return command;
      const { IfNoneMatch: _, ...input } = command.input;
      return new PutObjectCommand(input);
    }),
  },
  'an orphan taken for one’s own': {
    plant: next => {
      let own: Readonly<Record<string, string>> = {};
      return async command => {
        if (command instanceof PutObjectCommand) own = command.input.Metadata ?? {};
        const output = await next(command);
        return command instanceof HeadObjectCommand ? { ...(output as object), Metadata: own } : output;
      };
    },
  },
  'a restore as a put': {
    deeds: ['update', 'foreign'],
    plant: remembering((command, seen) => {
      const input = restoreOf(command);
      if (!input) return command;
      const { [S3_KEY_ATTRIBUTE]: _, [ARCHIVE_ATTRIBUTE]: __, ...row } = seen.of(input.Key as Row) ?? {};
      return asPut(input, { ...valuesSet(input), ...row });
    }),
  },
  'a restore without a condition': { plant: restoreWith(() => ({ ConditionExpression: undefined })) },
  'a restore on the key of the object alone, where keys are given free': {
    sweeper: { grace: true, sameObject: true },
    deeds: ['update', 'save'],
    plant: restoreWith(({ ConditionExpression = '', ExpressionAttributeNames }) => ({
      ConditionExpression: ConditionExpression.replace(
        new RegExp(`${tokenOf(ARCHIVE_ATTRIBUTE, ExpressionAttributeNames)} *= *:\\w+`),
        'attribute_exists(pk)',
      ),
    })),
  },
  'a restore over what was set meanwhile': {
    deeds: ['update', 'foreignNote'],
    plant: restoreWith(({ UpdateExpression = '' }) => ({
      UpdateExpression: UpdateExpression.replace(/if_not_exists\([^,]+, *(:\w+)\)/g, '$1'),
    })),
  },
  'a pointer sent back by a save': {
    deeds: ['update', 'list', 'save'],
    plant: remembering((command, seen) => {
      if (!(command instanceof PutItemCommand)) return command;
      const Item = command.input.Item as Row;
      return new PutItemCommand({ ...command.input, Item: { ...Item, ...pointerOf(seen.of(Item)) } });
    }),
  },
  'a conditional write without the guard': { plant: without('attribute_not_exists', 'ConditionExpression') },
  'a filter that is not widened': { plant: without('attribute_exists', 'FilterExpression') },
  'a kept attribute read from the object': {
    deeds: ['foreign', 'load'],
    plant: next => async command => {
      const output = (await next(command)) as { readonly Item?: Row; readonly Items?: readonly Row[] };
      if (!(command instanceof GetItemCommand || command instanceof QueryCommand || command instanceof ScanCommand)) return output;
      for (const row of output.Item ? [output.Item] : (output.Items ?? [])) {
        const pointer = row[ARCHIVE_ATTRIBUTE]?.M;
        if (pointer) pointer.k = { L: [{ S: 'pk' }, { S: 'sk' }, { S: 'placedAt' }] };
      }
      return output;
    },
  },
  'a sweeper without grace': {
    deeds: ['update', 'restore'],
    plant: answering((command, output, { bucket }) =>
      isLedgerList(command)
        ? withTimes(output, key => new Date((bucket.objects.get(key)?.lastModified.getTime() ?? 0) - GRACE_MS))
        : output,
    ),
  },
  'a grace from the object’s own age': {
    story: 'aged',
    deeds: ['save', 'backUp', 'bringBack'],
    plant: answering((command, output, { bucket }) =>
      isLedgerList(command)
        ? withTimes(output, key => {
            const { s3Key } = JSON.parse(Buffer.from(bucket.objects.get(key)?.bytes ?? []).toString());
            return bucket.objects.get(s3Key)?.lastModified ?? new Date();
          })
        : output,
    ),
  },
  'another table’s object swept': {
    plant: answering((command, output) => {
      if (!(command instanceof GetObjectCommand)) return output;
      const { Metadata } = output as { readonly Metadata: object };
      return { ...output, Metadata: { ...Metadata, 'tempest-table-id': 'tickets' } };
    }),
  },
  'a plain key given free, which a late delete then takes from another': {
    story: 'orphaned',
    deeds: ['load'],
    plant: rewriting(command => {
      if (!(command instanceof PutObjectCommand) || command.input.Metadata?.['tempest-swept'] === undefined) return command;
      return new DeleteObjectCommand({ Bucket: 'archive', Key: command.input.Key });
    }),
  },
  'a sweeper that deletes whatever has the key by then': {
    deeds: ['save', 'load'],
    sweeper: { grace: true, sameObject: false },
  },
};
