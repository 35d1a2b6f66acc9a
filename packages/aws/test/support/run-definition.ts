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

/**
 * Runs a state machine by an interpreter of the Amazon States Language, its tasks by `invoke`. The interpreter takes the items of a Map from the state alone, so a task before it reads
 * them from S3, as the Map's ItemReader says.
 */
export async function runDefinition(
  definition: StateMachineDefinition,
  run: {
    readonly s3: S3Client;
    readonly input?: Readonly<Record<string, string>>;
    readonly invoke: (resource: string, payload: unknown) => Promise<unknown>;
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
  const handlers = tasks.map(([task, { Resource }]) => [task, (payload: unknown) => run.invoke(String(Resource), payload)]);
  const readItems = async ({ Bucket, Key }: { Bucket: string; Key: string }): Promise<unknown> => {
    const { Body } = await run.s3.send(new GetObjectCommand({ Bucket, Key }));
    return JSON.parse((await Body?.transformToString()) ?? '');
  };
  const machine = new StateMachine({ ...definition, States: states } as unknown as ConstructorParameters<typeof StateMachine>[0], {
    validationOptions: { checkArn: false },
  });
  const { result } = machine.run(run.input ?? {}, {
    overrides: {
      taskResourceLocalHandlers: { ...Object.fromEntries(handlers), [READ_ITEMS]: readItems },
      retryIntervalOverrides: Object.fromEntries(tasks.map(([task]) => [task, 0])),
    },
  });
  return result;
}
