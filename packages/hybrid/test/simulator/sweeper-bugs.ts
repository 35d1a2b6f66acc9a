import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { PlantedBug } from './planted-bug.js';
import { answering, GRACE_MS, isLedgerList, rewriting, withTimes } from './plants.js';

const LOST_OBJECT = /names an object (that is not there|of another attempt)/;

/** Sweepers that forget a rule. */
export const SWEEPER_BUGS: Readonly<Record<string, PlantedBug>> = {
  'a sweeper without grace': {
    breaks: LOST_OBJECT,
    story: 'hot',
    deeds: ['load'],
    plant: answering((command, output, { bucket }) =>
      isLedgerList(command)
        ? withTimes(output, key => new Date((bucket.objects.get(key)?.lastModified.getTime() ?? 0) - GRACE_MS))
        : output,
    ),
  },
  'a grace from the object’s own age': {
    breaks: LOST_OBJECT,
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
    // Of the table that is nobody's here, or of the one that shares the bucket.
    breaks: /another table’s object is gone|names an object of another attempt/,
    plant: answering((command, output) => {
      if (!(command instanceof GetObjectCommand)) return output;
      const { Metadata } = output as { readonly Metadata: object };
      return { ...output, Metadata: { ...Metadata, 'tempest-table-id': 'tickets' } };
    }),
  },
  'a plain key given free, which a late delete then takes from another': {
    breaks: LOST_OBJECT,
    story: 'orphaned',
    deeds: ['load'],
    plant: rewriting(command => {
      if (!(command instanceof PutObjectCommand) || command.input.Metadata?.['tempest-swept'] === undefined) return command;
      return new DeleteObjectCommand({ Bucket: 'archive', Key: command.input.Key });
    }),
  },
  'a sweeper that deletes whatever has the key by then': {
    breaks: LOST_OBJECT,
    deeds: ['save', 'load'],
    sweeper: { grace: true, sameObject: false },
  },
};
