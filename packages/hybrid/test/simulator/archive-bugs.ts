import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { ARCHIVE_ATTRIBUTE, type Row, S3_KEY_ATTRIBUTE } from '@tempest-ts/tempest/extend';
import type { PlantedBug } from './planted-bug.js';
import { asPut, ONLY_UNARCHIVED, remembering, rewriting, swapIf, swapOf, tokenOf, valuesSet } from './plants.js';

const SHARED_KEY = 'tickets/p/shared.json';
const WRONG_ITEM = /the writes that took effect made it/;
const WRONG_OBJECT = /names an object (that is not there|of another attempt)/;

/** Archivers that forget a rule. */
export const ARCHIVE_BUGS: Readonly<Record<string, PlantedBug>> = {
  'a swap without a condition': { breaks: WRONG_ITEM, plant: swapIf(undefined) },
  'a swap on the condition that nobody archived the row': { breaks: WRONG_ITEM, plant: swapIf(ONLY_UNARCHIVED) },
  'a swap on the condition that the timestamp is the same': {
    breaks: WRONG_ITEM,
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
    breaks: WRONG_ITEM,
    plant: remembering((command, seen) => {
      const input = swapOf(command);
      if (!input) return command;
      const { pk, sk, status, extra, version, placedAt } = seen.of(input.Key as Row) ?? {};
      const kept = Object.entries({ pk, sk, status, extra, version, placedAt }).filter(([, value]) => value !== undefined);
      return asPut(input, { ...(Object.fromEntries(kept) as Row), ...valuesSet(input) });
    }),
  },
  'a swap in stages: first the pointer, then what moved goes': {
    breaks: WRONG_ITEM,
    story: 'hot',
    deeds: ['foreignNote', 'foreign', 'load'],
    plant: next => async command => {
      const input = swapOf(command);
      if (!input) return next(command);
      const [sets = '', removes = ''] = (input.UpdateExpression ?? '').split(/(?= REMOVE )/);
      const output = await next(new UpdateItemCommand({ ...input, UpdateExpression: sets }), command);
      const { [ARCHIVE_ATTRIBUTE]: pointer = { NULL: true } } = valuesSet(input);
      const token = tokenOf(ARCHIVE_ATTRIBUTE, input.ExpressionAttributeNames);
      const second = {
        ...input,
        UpdateExpression: removes,
        ConditionExpression: `${token} = :pointer`,
        ExpressionAttributeValues: { ':pointer': pointer },
      };
      await next(new UpdateItemCommand(second), command);
      return output;
    },
  },
  'a swap before its object is stored': {
    breaks: WRONG_OBJECT,
    plant: next => async command => {
      if (!(command instanceof PutObjectCommand)) return next(command);
      void next(command).catch(() => undefined);
      return {};
    },
  },
  'an object deleted because its swap failed': {
    breaks: WRONG_OBJECT,
    story: 'hot',
    deeds: ['load'],
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
    breaks: WRONG_OBJECT,
    plant: rewriting(command => {
      // The probe finds a store that ignores the condition, and each attempt then has a key of its own.
      if (!(command instanceof PutObjectCommand) || command.input.Key?.includes('probe')) return command;
      const { IfNoneMatch: _, ...input } = command.input;
      return new PutObjectCommand(input);
    }),
  },
  'one key for two items': {
    breaks: WRONG_OBJECT,
    plant: rewriting(command => {
      const swap = swapOf(command);
      if (swap) {
        const values = Object.entries(swap.ExpressionAttributeValues ?? {});
        const shared = values.map(([name, value]) => [name, value.S?.startsWith('tickets/') ? { S: SHARED_KEY } : value]);
        return new UpdateItemCommand({ ...swap, ExpressionAttributeValues: Object.fromEntries(shared) });
      }
      if (!(command instanceof PutObjectCommand) || !command.input.Key?.startsWith('tickets/')) return command;
      const { IfNoneMatch: _, ...input } = command.input;
      return new PutObjectCommand({ ...input, Key: SHARED_KEY });
    }),
  },
  'an orphan taken for one’s own': {
    breaks: WRONG_OBJECT,
    plant: next => {
      let own: Readonly<Record<string, string>> = {};
      return async command => {
        if (command instanceof PutObjectCommand) own = command.input.Metadata ?? {};
        const output = await next(command);
        return command instanceof HeadObjectCommand ? { ...(output as object), Metadata: own } : output;
      };
    },
  },
};
