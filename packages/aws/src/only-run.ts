/** Seconds until a run that has begun is listed to others: what lists executions is consistent after a while only. */
const UNTIL_LISTED_SECONDS = 15;

/** A state of the Amazon States Language. */
export type State = Readonly<Record<string, unknown>>;

/** The first of `onlyRunStates`. */
export const FIRST_STATE = 'Let runs be listed';

/**
 * States by which an execution ends, successfully, where an older one of the same state machine is not over: side by side each would take the whole `capacity`. Of two that begin at once the one
 * that is listed as the older goes on. They want `states:ListExecutions` of the state machine.
 *
 * @param next the state of the one that goes on
 */
export function onlyRunStates(next: string, options: State): Readonly<Record<string, State>> {
  const last = 'States.MathAdd(States.ArrayLength($.running.executions), -1)'; // the most recent come first
  return {
    [FIRST_STATE]: { Type: 'Wait', Seconds: UNTIL_LISTED_SECONDS, Next: 'List runs' },
    'List runs': {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:sfn:listExecutions',
      Parameters: { 'StateMachineArn.$': '$$.StateMachine.Id', StatusFilter: 'RUNNING' },
      ResultSelector: { 'executions.$': '$.Executions' },
      ResultPath: '$.running',
      ...options,
      Next: 'Is a run listed?',
    },
    'Is a run listed?': {
      Type: 'Choice',
      Choices: [{ Variable: '$.running.executions[0]', IsPresent: true, Next: 'Find the oldest run' }],
      Default: next,
    },
    'Find the oldest run': {
      Type: 'Pass',
      Parameters: { 'oldest.$': `States.ArrayGetItem($.running.executions, ${last})` },
      ResultPath: '$.running',
      Next: 'Is an older run under way?',
    },
    'Is an older run under way?': {
      Type: 'Choice',
      Choices: [
        {
          Or: [
            { Variable: '$.running.oldest.ExecutionArn', StringEqualsPath: '$$.Execution.Id' },
            // This one may not be listed yet, and a younger one may: that one ends.
            { Variable: '$.running.oldest.StartDate', TimestampGreaterThanPath: '$$.Execution.StartTime' },
          ],
          Next: next,
        },
      ],
      Default: 'An older run is under way', // also where times cannot be compared: not to run tonight is the lesser harm
    },
    'An older run is under way': {
      Type: 'Pass',
      Parameters: {
        skipped: true,
        reason: 'An older execution of this state machine is not over: it moves what this one would have, within the capacity of one run.',
        'execution.$': '$.running.oldest.ExecutionArn',
      },
      End: true,
    },
  };
}
