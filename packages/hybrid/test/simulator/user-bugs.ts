import { GetItemCommand, PutItemCommand, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { ARCHIVE_ATTRIBUTE, LEGACY_POINTER_ATTRIBUTE, type Row, S3_KEY_ATTRIBUTE } from '@tempest-ts/tempest/extend';
import type { PlantedBug } from './planted-bug.js';
import { asPut, pointerOf, remembering, restoreOf, restoreWith, valuesSet, without } from './plants.js';

const WRONG_ITEM = /the writes that took effect made it|while it ran the item was/;

/** No look at whether a row is archived, of any write. */
const WITHOUT_GUARD = without(
  ARCHIVE_ATTRIBUTE,
  token => new RegExp(`attribute_not_exists\\(${token}\\)`),
  'attribute_not_exists(nowhere)',
);

/** Readers, writers and restorers that forget a rule. */
export const USER_BUGS: Readonly<Record<string, PlantedBug>> = {
  'a restore as a put': {
    breaks: WRONG_ITEM,
    deeds: ['update', 'foreign'],
    plant: remembering((command, seen) => {
      const input = restoreOf(command);
      if (!input) return command;
      const { [S3_KEY_ATTRIBUTE]: _, [ARCHIVE_ATTRIBUTE]: __, ...row } = seen.of(input.Key as Row) ?? {};
      return asPut(input, { ...valuesSet(input), ...row });
    }),
  },
  'a restore without a condition': { breaks: WRONG_ITEM, plant: restoreWith(() => ({ ConditionExpression: undefined })) },
  'a restore over what was set meanwhile': {
    breaks: WRONG_ITEM,
    story: 'archived',
    deeds: ['update', 'foreignNote'],
    plant: restoreWith(({ UpdateExpression = '' }) => ({
      UpdateExpression: UpdateExpression.replace(/if_not_exists\([^,]+, *(:\w+)\)/g, '$1'),
    })),
  },
  'a pointer sent back by a save': {
    breaks: WRONG_ITEM,
    deeds: ['update', 'list', 'save'],
    plant: remembering((command, seen) => {
      if (!(command instanceof PutItemCommand)) return command;
      const Item = command.input.Item as Row;
      return new PutItemCommand({ ...command.input, Item: { ...Item, ...pointerOf(seen.of(Item)) } });
    }),
  },
  'a conditional write without the guard': {
    breaks: WRONG_ITEM,
    deeds: ['update', 'updateIf', 'removeIf'],
    plant: WITHOUT_GUARD,
  },
  'a pointer of an earlier system that no guard looks at': {
    breaks: WRONG_ITEM,
    story: 'legacy',
    deeds: ['update', 'load'],
    plant: without(LEGACY_POINTER_ATTRIBUTE, token => new RegExp(`(?<=NOT )begins_with\\(${token}, :\\w+\\)`)),
  },
  'a filter that is not widened': {
    breaks: /got absent for .*, where it was/,
    story: 'archived',
    deeds: ['list', 'load'],
    plant: without(ARCHIVE_ATTRIBUTE, token => new RegExp(`attribute_exists\\(${token}\\)`)),
  },
  'a filter without an archive that is not widened by an earlier system’s pointers': {
    breaks: /got absent for .*, where it was/,
    story: 'legacy',
    deeds: ['listPlainly'],
    plant: without(LEGACY_POINTER_ATTRIBUTE, token => new RegExp(`begins_with\\(${token}, :\\w+\\)`)),
  },
  'a cache by item key': {
    breaks: /while it ran the item was|no caller should see this/,
    deeds: ['update', 'load', 'save'],
    plant: next => {
      const kept = new Map<string, object>();
      return async command => {
        if (!(command instanceof GetObjectCommand)) return next(command);
        const item = command.input.Key?.replace(/~[^/]*$/, '') ?? '';
        const output = kept.get(item) ?? ((await next(command)) as object);
        kept.set(item, output);
        return output;
      };
    },
  },
  'a kept attribute read from the object': {
    breaks: WRONG_ITEM,
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
};
