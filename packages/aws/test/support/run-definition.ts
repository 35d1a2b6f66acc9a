import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { StateMachineDefinition } from '@tempest-ts/aws';
import { StateMachine } from 'aws-local-stepfunctions';

// The interpreter is written for Node 22, of which it uses this one thing more than Node 20 has.
interface Deferred {
  readonly promise: Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}
Object.assign(Promise, {
  withResolvers: (): Deferred => {
    let settle: Omit<Deferred, 'promise'> | undefined;
    const promise = new Promise((resolve, reject) => {
      settle = { resolve, reject };
    });
    return { promise, resolve: value => settle?.resolve(value), reject: reason => settle?.reject(reason) };
  },
});

const READ_ITEMS = 'Read the items of the map';
const LIST_EXECUTIONS = 'arn:aws:states:::aws-sdk:sfn:listExecutions';
const STATE_MACHINE = 'arn:aws:states:us-east-1:123456789012:stateMachine:Archiver';

/** Of the execution that is run. */
export const EXECUTION = 'arn:aws:states:us-east-1:123456789012:execution:Archiver:m';

/** What Step Functions lists of an execution. */
export interface ListedExecution {
  readonly ExecutionArn: string;
  readonly StartDate: string;
}

/**
 * Runs a state machine by an interpreter of the Amazon States Language, its tasks by `invoke`. The interpreter takes the items of a Map from the state alone, so a task before it reads
 * them from S3, as the Map's ItemReader says. What lists executions is played.
 */
export async function runDefinition(
  definition: StateMachineDefinition,
  run: {
    readonly s3: S3Client;
    readonly input?: { plan: { segments: number } };
    readonly invoke: (resource: string, payload: unknown) => Promise<unknown>;
    /** Executions that are listed as running, the most recent first. Default: this one. */
    readonly listed?: readonly ListedExecution[] | undefined;
  },
): Promise<unknown> {
  const [name, { ItemReader, ResultWriter: _, ...map } = {}] = Object.entries(definition.States).find(([, { Type }]) => Type === 'Map') ?? [
    '',
  ];
  const before = Object.entries(definition.States).find(([, { Next }]) => Next === name)?.[0] ?? '';
  const reader = {
    Type: 'Task',
    Resource: 'read-items',
    ResultPath: '$.items',
    Next: name,
    Parameters: (ItemReader as { Parameters: object }).Parameters,
  };
  const states: StateMachineDefinition['States'] = {
    ...definition.States,
    [before]: { ...definition.States[before], Next: READ_ITEMS },
    [READ_ITEMS]: reader,
    [name]: { ...map, ItemsPath: '$.items' },
  };
  const inner = (map.ItemProcessor as { readonly States: StateMachineDefinition['States'] }).States;
  const tasks = Object.entries({ ...states, ...inner }).filter(([, { Type }]) => Type === 'Task');
  const { listed: Executions = [{ ExecutionArn: EXECUTION, StartDate: new Date().toISOString() }] } = run;
  const list = async (payload: unknown): Promise<unknown> => {
    if (JSON.stringify(payload) !== JSON.stringify({ StateMachineArn: STATE_MACHINE, StatusFilter: 'RUNNING' }))
      throw new Error(`listExecutions was called with ${JSON.stringify(payload)}`);
    return { Executions };
  };
  const handlers = tasks.map(([task, { Resource }]) => [
    task,
    Resource === LIST_EXECUTIONS ? list : (payload: unknown) => run.invoke(String(Resource), payload),
  ]);
  const waits = Object.entries(states).flatMap(([wait, { Type }]) => (Type === 'Wait' ? [[wait, 0]] : []));
  const readItems = async ({ Bucket, Key }: { Bucket: string; Key: string }): Promise<unknown> => {
    const { Body } = await run.s3.send(new GetObjectCommand({ Bucket, Key }));
    return JSON.parse((await Body?.transformToString()) ?? '');
  };
  const machine = new StateMachine({ ...definition, States: states } as unknown as ConstructorParameters<typeof StateMachine>[0], {
    validationOptions: { checkArn: false },
  });
  const { result } = machine.run(run.input ?? {}, {
    context: { Execution: { Id: EXECUTION }, StateMachine: { Id: STATE_MACHINE } },
    overrides: {
      waitTimeOverrides: Object.fromEntries(waits),
      taskResourceLocalHandlers: { ...Object.fromEntries(handlers), [READ_ITEMS]: readItems },
      retryIntervalOverrides: Object.fromEntries(tasks.map(([task]) => [task, 0])),
    },
  });
  return result;
}
