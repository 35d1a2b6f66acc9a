import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import type { PlantedBug } from './planted-bug.js';
import { answering, GRACE_MS, isErasureList, withTimes } from './plants.js';

interface WithTimes {
  readonly Versions: readonly { readonly LastModified: Date }[];
}

/** Erasers that forget a rule. */
export const ERASER_BUGS: Readonly<Record<string, PlantedBug>> = {
  'an erasure during a resend': {
    breaks: /bytes of it are left|names an object (that is not there|of another attempt)/,
    story: 'hot',
    deeds: ['load'],
    erases: true,
    // Takes everything for old enough to have no attempt behind it, the row's deletion too.
    plant: answering((command, output, { time }) => {
      if (command instanceof ListObjectVersionsCommand) {
        const { Versions } = output as WithTimes; // of a list of versions
        return { ...output, Versions: Versions.map(version => ({ ...version, LastModified: new Date(time - GRACE_MS) })) };
      }
      return isErasureList(command) ? withTimes(output, () => new Date(time - GRACE_MS)) : output;
    }),
  },
};
