import {
  BatchExecuteStatementCommand,
  type BatchExecuteStatementCommandOutput,
  type BatchStatementRequest,
} from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { ARCHIVE_ATTRIBUTE } from '@tempest-ts/tempest/extend';
import type { PlantedBug } from './planted-bug.js';
import { rewriting } from './plants.js';

const WRONG_ITEM = /the writes that took effect made it/;
const WRONG_OBJECT = /names an object (that is not there|of another attempt)/;
const WRONG_COUNT = /reports \d+ archived of \d+/;

/** Of a statement's conditions, those of the keys and some of the others. */
function withConditions({ Statement = '', Parameters = [], ...request }: BatchStatementRequest, isKept: (condition: string) => boolean) {
  const [change = '', where = ''] = Statement.split(' WHERE ');
  let used = change.split('?').length - 1;
  const kept: string[] = [];
  const values = Parameters.slice(0, used);
  for (const condition of where.split(' AND ')) {
    const value = condition.endsWith('?') ? Parameters[used++] : undefined;
    if (!/^"[ps]k"=/.test(condition) && !isKept(condition)) continue;
    kept.push(condition);
    if (value) values.push(value);
  }
  return { ...request, Statement: `${change} WHERE ${kept.join(' AND ')}`, Parameters: values };
}

const swapsWith = (isKept: (condition: string) => boolean) =>
  rewriting(command => {
    if (!(command instanceof BatchExecuteStatementCommand)) return command;
    const Statements = command.input.Statements?.map(statement => withConditions(statement, isKept));
    return new BatchExecuteStatementCommand({ ...command.input, Statements });
  });

/** What batches meet: several rows that are old, and users who change them. */
const MEETING = { story: 'hot', batches: true, deeds: ['update', 'foreign', 'foreignNote'] } as const;

/** Archivers that forget a rule of batches. */
export const BATCH_BUGS: Readonly<Record<string, PlantedBug>> = {
  'a batch of swaps without conditions': { breaks: WRONG_ITEM, ...MEETING, plant: swapsWith(() => false) },
  'a batch of swaps on the condition that nobody archived the rows': {
    breaks: WRONG_ITEM,
    ...MEETING,
    plant: swapsWith(condition => condition.startsWith(`"${ARCHIVE_ATTRIBUTE}"`)),
  },
  'a statement that failed, taken for done': {
    breaks: WRONG_COUNT,
    ...MEETING,
    plant: next => async command => {
      const output = await next(command);
      if (!(command instanceof BatchExecuteStatementCommand)) return output;
      const { Responses = [] } = output as BatchExecuteStatementCommandOutput; // of this command
      return { ...(output as object), Responses: Responses.map(({ TableName }) => ({ TableName })) };
    },
  },
  'a batch whose answer is lost, taken for done': {
    breaks: WRONG_COUNT,
    ...MEETING,
    plant: next => command =>
      next(command).catch((error: unknown) => {
        if (!(command instanceof BatchExecuteStatementCommand)) throw error;
        return { Responses: command.input.Statements?.map(() => ({})) };
      }),
  },
  'an object deleted because its statement failed': {
    breaks: WRONG_OBJECT,
    ...MEETING,
    plant: next => async command => {
      const output = await next(command);
      if (!(command instanceof BatchExecuteStatementCommand)) return output;
      const { Responses = [] } = output as BatchExecuteStatementCommandOutput; // of this command
      for (const [index, { Error: error }] of Responses.entries()) {
        const Key = command.input.Statements?.[index]?.Parameters?.[0]?.S;
        if (error && Key !== undefined) await next(new DeleteObjectCommand({ Bucket: 'archive', Key })).catch(() => undefined);
      }
      return output;
    },
  },
};
