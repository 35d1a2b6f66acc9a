import { BatchGetItemCommand, GetItemCommand, UpdateItemCommand, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { ARCHIVE_ATTRIBUTE, type Row, S3_KEY_ATTRIBUTE } from '@tempest-ts/tempest/extend';
import { ERASER_BUGS } from './eraser-bugs.js';
import type { Command } from './machinery.js';
import type { PlantedBug } from './planted-bug.js';
import { rewriting, swapOf, tokenOf } from './plants.js';
import { SWEEPER_BUGS } from './sweeper-bugs.js';
import type { Plant } from './world.js';

const WRONG_ITEM = /the writes that took effect made it/;
const LOST_ITEM = /names an object that is not there/;
const WRONG_PLACE = /names a (part of a pack that is none|place in a pack that is not its own)/;

const isAmong =
  (kind: string) =>
  (actor: string): boolean =>
    actor.startsWith(kind);
const isCompactor = isAmong('compactor');
const isSweeper = isAmong('sweeper');

/** The request that has a row name another pack: it takes nothing away. */
function repointOf(command: Command): UpdateItemCommandInput | undefined {
  const input = swapOf(command);
  return input && !/REMOVE/.test(input.UpdateExpression ?? '') ? input : undefined;
}

/** The request that puts a pack in the place of itself, without an erased item. */
const isReplacement = (command: Command): command is PutObjectCommand =>
  command instanceof PutObjectCommand && command.input.IfMatch !== undefined;

/** A swap or a repoint whose pointer says something else of the place. */
const misplacing = (change: (place: Row) => Row): Plant =>
  rewriting(command => {
    const input = swapOf(command);
    if (!input) return command;
    const values = Object.entries(input.ExpressionAttributeValues ?? {}).map(([name, value]) => [
      name,
      value.M?.o ? { M: { ...value.M, ...change(value.M) } } : value,
    ]);
    return new UpdateItemCommand({ ...input, ExpressionAttributeValues: Object.fromEntries(values) });
  });

const repointingNeighbours: Plant = (next, world) => async command => {
  if (!isReplacement(command)) return next(command);
  const { Key = '', IfMatch: _, Metadata, ...stored } = command.input;
  const attempt = `${Metadata?.['tempest-attempt']}e`;
  const newKey = Key.replace('.json.gz', 'e.json.gz');
  const output = await next(new PutObjectCommand({ ...stored, Key: newKey, Metadata: { ...Metadata, 'tempest-attempt': attempt } }));
  for (const [TableName, { rows }] of world.database.tables) {
    for (const { pk, sk, [S3_KEY_ATTRIBUTE]: s3Key, [ARCHIVE_ATTRIBUTE]: pointer } of rows.values()) {
      if (s3Key?.S !== Key || !pointer?.M || !pk || !sk) continue;
      const repoint = new UpdateItemCommand({
        TableName,
        Key: { pk, sk },
        UpdateExpression: `SET ${S3_KEY_ATTRIBUTE} = :key, ${ARCHIVE_ATTRIBUTE} = :pointer`,
        ConditionExpression: `${ARCHIVE_ATTRIBUTE} = :old`,
        ExpressionAttributeValues: { ':key': { S: newKey }, ':pointer': { M: { ...pointer.M, a: { S: attempt } } }, ':old': pointer },
      });
      await next(repoint).catch(() => undefined);
    }
  }
  await next(new DeleteObjectCommand({ Bucket: 'archive', Key }));
  return output;
};

/** Those who write, write anew, sweep and erase packs, and forget a rule. */
export const PACK_BUGS: Readonly<Record<string, PlantedBug>> = {
  'a pack named whatever has become of the row': {
    breaks: WRONG_ITEM,
    packed: true,
    story: 'archived',
    deeds: ['save', 'update', 'foreignNote'],
    plant: rewriting(command => {
      const input = repointOf(command);
      if (!input) return command;
      return new UpdateItemCommand({ ...input, ConditionExpression: 'attribute_exists(pk)' });
    }),
  },
  'a pack named where the row is archived, wherever to': {
    breaks: WRONG_ITEM,
    packed: true,
    story: 'archived',
    deeds: ['save', 'update', 'foreignNote'],
    plant: rewriting(command => {
      const input = repointOf(command);
      if (!input) return command;
      const token = tokenOf(ARCHIVE_ATTRIBUTE, input.ExpressionAttributeNames);
      return new UpdateItemCommand({ ...input, ConditionExpression: `attribute_exists(${token})` });
    }),
  },
  'a pack deleted as soon as its items were written anew': {
    breaks: LOST_ITEM,
    packed: true,
    story: 'archived',
    deeds: ['save', 'load'],
    plant: (next, _world, actor) => {
      let old: string | undefined;
      return async command => {
        if (isCompactor(actor) && command instanceof BatchGetItemCommand) {
          const output = (await next(command)) as { readonly Responses: Readonly<Record<string, readonly Row[]>> };
          const rows = Object.values(output.Responses).flat();
          old = rows.find(row => row[S3_KEY_ATTRIBUTE])?.[S3_KEY_ATTRIBUTE]?.S ?? old;
          return output;
        }
        const output = await next(command);
        if (repointOf(command) && old !== undefined) await next(new DeleteObjectCommand({ Bucket: 'archive', Key: old }));
        return output;
      };
    },
  },
  'a pack swept as soon as its first item has gone': {
    breaks: LOST_ITEM,
    packed: true,
    story: 'archived',
    deeds: ['save', 'load'],
    plant: (next, _world, actor) => {
      if (!isSweeper(actor)) return next;
      return async command => (command instanceof GetItemCommand && command.input.Key?.sk?.S !== 'a' ? {} : next(command));
    },
  },
  'the grace of a pack from its own age': {
    ...(SWEEPER_BUGS['a grace from the object’s own age'] as PlantedBug), // it is there
    packed: true,
    items: ['a'],
  },
  'a place in a pack that is another’s': {
    breaks: WRONG_PLACE,
    packed: true,
    story: 'hot',
    plant: misplacing(() => ({ i: { N: '0' } })),
  },
  'a part of a pack that is another’s': {
    breaks: WRONG_PLACE,
    packed: true,
    story: 'hot',
    plant: misplacing(({ l }) => ({ o: { N: String(Number(l?.N) >> 1) } })),
  },
  'an item erased with the pack that it is in': {
    breaks: LOST_ITEM,
    packed: true,
    story: 'aged',
    deeds: ['load'],
    erases: true,
    plant: rewriting(command =>
      isReplacement(command) ? new DeleteObjectCommand({ Bucket: 'archive', Key: command.input.Key }) : command,
    ),
  },
  'an item erased by writing its neighbours anew': {
    breaks: LOST_ITEM,
    packed: true,
    story: 'aged',
    deeds: ['load', 'backUp', 'bringBack'],
    erases: true,
    plant: repointingNeighbours,
  },
  'an erasure from a pack during a resend': {
    ...(ERASER_BUGS['an erasure during a resend'] as PlantedBug), // it is there
    packed: true,
  },
};
