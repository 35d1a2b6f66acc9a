import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBClient, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, type PutObjectCommandInput, type S3Client } from '@aws-sdk/client-s3';
import type { Role } from './messages.js';
import { GRACE_MS, passTime } from './passed-time.js';

/** The clients of one process, into which a bug is planted. The library's own code is what is published. */
export interface Clients {
  readonly dynamoDb: DynamoDBClient;
  readonly s3: S3Client;
}

/** What is done to the clients of a process before it works. */
type Plant = (clients: Clients) => void;

/** A defect, by the role of the processes that have it. Where it shows in a rare meeting only, those that it meets are slow, as a network could make them. */
export type PlantedBug = Readonly<Partial<Record<Role, Plant>>>;

/** What a request becomes; `next` sends it. */
type Rewrite<Input> = (input: Input, next: (input: Input) => Promise<unknown>) => Promise<unknown>;

/** Stands before the SDK's retries, where the library's call comes in. */
function intercept<Input extends object>(client: DynamoDBClient | S3Client, commandName: string, rewrite: Rewrite<Input>): void {
  // Both clients' stacks take middleware of any command; their types do not overlap.
  const stack = client.middlewareStack as DynamoDBClient['middlewareStack'];
  stack.add(
    (next, context) => async args => {
      if (context.commandName !== commandName) return next(args);
      const output = await rewrite(args.input as Input, async input => (await next({ ...args, input })).output); // told by the command's name
      return { output: output as never, response: {} }; // what the command gives is the rewriter's to say
    },
    { step: 'initialize', priority: 'high', name: `plantedBug${commandName}` },
  );
}

const ARCHIVE = 's3Archive';

/** Whether an update sets or removes the pointer: a swap or a restore. */
function movesPointer({ UpdateExpression = '', ExpressionAttributeNames = {} }: UpdateItemCommandInput, clause: 'SET' | 'REMOVE'): boolean {
  const [sets = '', removes = ''] = UpdateExpression.split('REMOVE ');
  const token = Object.keys(ExpressionAttributeNames).find(name => ExpressionAttributeNames[name] === ARCHIVE) ?? ARCHIVE;
  return new RegExp(`${token}\\b`).test(clause === 'SET' ? sets : removes);
}

/** The same update on another condition, without the names and values that only the old one used. */
function onCondition(input: UpdateItemCommandInput, ConditionExpression: string | undefined): UpdateItemCommandInput {
  const { UpdateExpression = '', ExpressionAttributeNames = {}, ExpressionAttributeValues = {} } = input;
  const used = (token: string): boolean => new RegExp(`${token}\\b`).test(`${UpdateExpression} ${ConditionExpression ?? ''}`);
  return {
    ...input,
    ConditionExpression,
    ExpressionAttributeNames: Object.fromEntries(Object.entries(ExpressionAttributeNames).filter(([token]) => used(token))),
    ExpressionAttributeValues: Object.fromEntries(Object.entries(ExpressionAttributeValues).filter(([token]) => used(token))),
  };
}

const swapIf = (condition: string | undefined): PlantedBug => ({
  archiver: ({ dynamoDb }) =>
    intercept<UpdateItemCommandInput>(dynamoDb, 'UpdateItemCommand', (input, next) =>
      next(movesPointer(input, 'SET') ? onCondition(input, condition) : input),
    ),
});

const isItem = (key: string | undefined): boolean => key !== undefined && !key.startsWith('tempest~');
const LATE_MS = 400;
/** Longer than two runs of the sweeper take. */
const VERY_LATE_MS = 5_000;

/** What can be planted, by its name on the command line. Each breaks a promise, and the run must see it. */
export const PLANTED_BUGS: Readonly<Record<string, PlantedBug>> = {
  /** The row points to an object that is still on its way, and never arrives where the archiver is killed. */
  'swap-before-put': {
    archiver: ({ s3 }) =>
      intercept<PutObjectCommandInput>(s3, 'PutObjectCommand', async (input, next) => {
        if (!isItem(input.Key)) return next(input);
        setTimeout(() => void next(input).catch(() => undefined), LATE_MS);
        return {};
      }),
  },
  /** Takes away what was written since the item was captured. */
  'swap-without-condition': swapIf(undefined),
  /** Looks whether the row is archived, and not whether it is still what was captured. */
  'swap-if-unarchived': swapIf(`attribute_exists(pk) AND attribute_not_exists(${ARCHIVE})`),
  /** A swap whose answer was lost has landed after all. */
  'delete-on-failed-swap': {
    archiver: ({ dynamoDb, s3 }) => {
      const bucketOf = new Map<string, string>();
      intercept<PutObjectCommandInput>(s3, 'PutObjectCommand', (input, next) => {
        if (input.Key && input.Bucket && isItem(input.Key)) bucketOf.set(input.Key, input.Bucket);
        return next(input);
      });
      intercept<UpdateItemCommandInput>(dynamoDb, 'UpdateItemCommand', (input, next) =>
        next(input).catch(async (error: unknown) => {
          const key = Object.values(input.ExpressionAttributeValues ?? {}).find(({ S }) => S !== undefined && bucketOf.has(S))?.S;
          if (movesPointer(input, 'SET') && key) {
            await s3.send(new DeleteObjectCommand({ Bucket: bucketOf.get(key), Key: key })).catch(() => undefined);
          }
          throw error;
        }),
      );
    },
  },
  /** Puts an object over that of an attempt that has won. */
  'put-over-another': {
    archiver: ({ s3 }) =>
      intercept<PutObjectCommandInput>(s3, 'PutObjectCommand', ({ IfNoneMatch, ...input }, next) =>
        next(isItem(input.Key) || IfNoneMatch === undefined ? input : { ...input, IfNoneMatch }),
      ),
  },
  /** Brings back an old object's attributes where the row has become another meanwhile. */
  'restore-without-condition': {
    restorer: ({ dynamoDb }) =>
      intercept<UpdateItemCommandInput>(dynamoDb, 'UpdateItemCommand', async (input, next) => {
        if (!movesPointer(input, 'REMOVE')) return next(input);
        await sleep(VERY_LATE_MS);
        return next(onCondition(input, undefined));
      }),
  },
  /** Keeps something of every request for ever. */
  hoard: {
    reader: ({ dynamoDb }) => {
      const kept: object[] = [];
      dynamoDb.middlewareStack.add(
        next => args => {
          kept.push(Array.from({ length: 16_384 }, () => args.input));
          return next(args);
        },
        { step: 'initialize', name: 'plantedHoard' },
      );
    },
  },
  /** Takes an object as soon as it is seen a second time, while the swap that names it is on its way. */
  'sweep-without-grace': {
    sweeper: ({ s3 }) => passTime(s3, GRACE_MS, 'noGrace'),
    archiver: ({ dynamoDb }) =>
      intercept<UpdateItemCommandInput>(dynamoDb, 'UpdateItemCommand', async (input, next) => {
        if (movesPointer(input, 'SET')) await sleep(VERY_LATE_MS);
        return next(input);
      }),
  },
};
