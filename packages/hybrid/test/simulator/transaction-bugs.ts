import { type TransactionCanceledException, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { ARCHIVE_ATTRIBUTE } from '@tempest-ts/tempest/extend';
import { isServiceError, type ServiceError } from './machinery.js';
import type { PlantedBug } from './planted-bug.js';
import { rewriting, without } from './plants.js';
import type { Plant } from './world.js';

/** A bug that makes another error of what the stores refuse. */
const refusing =
  (change: (error: ServiceError) => void): Plant =>
  next =>
  command =>
    next(command).catch((error: unknown) => {
      if (isServiceError(error)) change(error);
      throw error;
    });

/** Transactions of the users', and what somebody else's do to any write. */
export const TRANSACTION_BUGS: Readonly<Record<string, PlantedBug>> = {
  'a transaction without the guard': {
    breaks: /the writes that took effect made it|while it ran the item was/,
    story: 'archived',
    deeds: ['transact'],
    plant: without(ARCHIVE_ATTRIBUTE, token => new RegExp(`attribute_not_exists\\(${token}\\)`), 'attribute_not_exists(nowhere)'),
  },
  'a token for each round of a transaction': {
    breaks: /took effect twice in one call/,
    story: 'archived',
    deeds: ['transact'],
    plant: rewriting(command => {
      if (!(command instanceof TransactWriteItemsCommand)) return command;
      return new TransactWriteItemsCommand({ ...command.input, ClientRequestToken: undefined }); // the SDK gives each its own then
    }),
  },
  'a cancelled transaction whose earlier send is forgotten': {
    breaks: /took effect whose caller was told that it never would/,
    deeds: ['transact', 'save'],
    plant: refusing(error => {
      if (error.name === 'TransactionCanceledException') error.$metadata.attempts = 1;
    }),
  },
  'a transaction in the way of a swap that is never waited for': {
    breaks: /^Seed \d+: archiver\d failed to/,
    story: 'hot',
    conflicts: true,
    deeds: ['load'],
    plant: refusing(error => {
      if (error.name === 'TransactionConflictException') error.name = 'AnyOtherException';
    }),
  },
  'an archived row that is not restored, as another row of the transaction is in another’s': {
    breaks: /a row that is archived was not restored/,
    story: 'archived',
    conflicts: true,
    deeds: ['transact'],
    plant: refusing(error => {
      const { CancellationReasons: reasons = [] } = error as Partial<TransactionCanceledException>;
      if (!reasons.some(({ Code }) => Code === 'ConditionalCheckFailed')) return;
      for (const reason of reasons) if (reason.Code === 'TransactionConflict') reason.Code = 'AnyOther';
    }),
  },
};
