import type { BatchExecuteStatementCommand, BatchStatementRequest, BatchStatementResponse } from '@aws-sdk/client-dynamodb';
import type { MemoryDatabase, Random } from './machinery.js';

/** Chance that a statement of a batch fails by itself: half of those are executed all the same. */
const FAILS = 0.05;

/** Executes a batch of statements, of which some may fail for reasons of the service's own. */
export function executeBatch(database: MemoryDatabase, { input }: BatchExecuteStatementCommand, random: Random) {
  const all = input.Statements ?? [];
  const fates = all.map(() => (random.chance(FAILS) ? random.pick(['ThrottlingError', 'InternalServerError'] as const) : undefined));
  const executed = (_: BatchStatementRequest, index: number): boolean => fates[index] !== 'ThrottlingError';
  const { Responses } = database.batchExecute({ Statements: all.filter(executed) });
  const applied = Responses.filter(({ Error: error }) => !error).length;
  const answers = [...Responses];
  return {
    applied,
    output: {
      Responses: fates.map((Code): BatchStatementResponse => {
        const answer = Code === 'ThrottlingError' ? undefined : answers.shift();
        return Code ? { Error: { Code, Message: 'The service had an error of its own.' } } : (answer ?? {});
      }),
    },
  };
}
