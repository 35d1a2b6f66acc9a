import { UpdateItemCommand, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { LEGACY_POINTER_ATTRIBUTE } from '@tempest-ts/tempest/extend';
import type { Command } from './machinery.js';
import type { PlantedBug } from './planted-bug.js';
import { rewriting, swapOf } from './plants.js';

const WRONG_ITEM = /the writes that took effect made it/;

/** The request that has a row of an earlier system name an object of the library's. */
function legacyRepointOf(command: Command): UpdateItemCommandInput | undefined {
  const input = swapOf(command);
  const names = Object.values(input?.ExpressionAttributeNames ?? {});
  return input && names.includes(LEGACY_POINTER_ATTRIBUTE) && /REMOVE/.test(input.UpdateExpression ?? '') ? input : undefined;
}

/** Those who migrate, and forget a rule. */
export const MIGRATOR_BUGS: Readonly<Record<string, PlantedBug>> = {
  'an earlier system’s row made another whatever has become of it': {
    breaks: WRONG_ITEM,
    migrates: true,
    story: 'legacy',
    deeds: ['save', 'update', 'foreignNote'],
    plant: rewriting(command => {
      const input = legacyRepointOf(command);
      return input ? new UpdateItemCommand({ ...input, ConditionExpression: 'attribute_exists(pk)' }) : command;
    }),
  },
  'what an earlier system’s row had gained taken away unseen': {
    breaks: WRONG_ITEM,
    migrates: true,
    story: 'legacy',
    deeds: ['foreignNote'],
    plant: rewriting(command => {
      const input = legacyRepointOf(command);
      if (!input) return command;
      const [pointer = ''] = (input.ConditionExpression ?? '').split(/ AND (?=#\w+ = :\w+$)/);
      return new UpdateItemCommand({ ...input, ConditionExpression: pointer });
    }),
  },
};
