import { setTimeout as sleep } from 'node:timers/promises';
import { type DynamoDBClient, GetItemCommand, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, HeadObjectCommand, type PutObjectCommandInput, type S3Client } from '@aws-sdk/client-s3';
import type { Role } from './messages.js';
import { passTime, SLOW } from './passed-time.js';

/** The clients of one process, into which a bug is planted. The library's own code is what is published. */
export interface Clients {
  readonly dynamoDb: DynamoDBClient;
  readonly s3: S3Client;
}

/** What is done to the clients of a process before it works; `stop` is aborted when the run is over. */
type Plant = (clients: Clients, stop: AbortSignal) => void;

/** A defect. Where it shows in a rare meeting only, those that it meets are slow, as a network could make them: until they meet it, or for as long as is allowed. */
export interface PlantedBug {
  /** By the role of the processes that have it. */
  readonly plants: Readonly<Partial<Record<Role, Plant>>>;
  /** Other numbers of processes than those of a run without a bug. */
  readonly crew?: Readonly<Partial<Record<Role, number>>>;
  /** Roles of which no process is killed: what breaks the promise takes them longer than they would live. */
  readonly spared?: readonly Role[];
}

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
  plants: {
    archiver: ({ dynamoDb }) =>
      intercept<UpdateItemCommandInput>(dynamoDb, 'UpdateItemCommand', (input, next) =>
        next(movesPointer(input, 'SET') ? onCondition(input, condition) : input),
      ),
  },
});

/** Has a process that is about to send something be as slow as it takes for something else to happen meanwhile, and no slower than is allowed. */
async function until(happened: () => Promise<boolean>, mostMs: number, stop: AbortSignal): Promise<void> {
  const end = performance.now() + mostMs;
  while (performance.now() < end && !stop.aborted) {
    if (await happened().catch(() => false)) return;
    await sleep(POLL_MS);
  }
}

/** Whether there is nothing to be read under a key, not even what the sweeper leaves there. */
async function isTaken(s3: S3Client, Bucket: string | undefined, Key: string): Promise<boolean> {
  try {
    return (await s3.send(new HeadObjectCommand({ Bucket, Key }))).ContentLength === 0;
  } catch (error) {
    return (error as Error).name === 'NotFound';
  }
}

const isItem = (key: string | undefined): boolean => key !== undefined && !key.startsWith('tempest~');
const LATE_MS = 400;
const POLL_MS = 100;
/** Of so many swaps the answer of one is lost, besides those that the proxy loses. */
const SWAPS_PER_LOSS = 4;
/** As long as a swap may wait, so that it is not refused for its age. */
const SLOW_SWAP_MS = (SLOW.attemptSeconds - 10) * 1000;
/** Long enough for most items to be written again. */
const SLOW_RESTORE_MS = 10_000;

/** The buckets of the items' objects that a process puts, by their keys. */
function bucketsOfItems(s3: S3Client): ReadonlyMap<string, string> {
  const bucketOf = new Map<string, string>();
  intercept<PutObjectCommandInput>(s3, 'PutObjectCommand', (input, next) => {
    if (input.Key && input.Bucket && isItem(input.Key)) bucketOf.set(input.Key, input.Bucket);
    return next(input);
  });
  return bucketOf;
}

/** The object that an update has its row point to. */
const itemKeyIn = ({ ExpressionAttributeValues = {} }: UpdateItemCommandInput, bucketOf: ReadonlyMap<string, string>): string | undefined =>
  Object.values(ExpressionAttributeValues).find(({ S }) => S !== undefined && bucketOf.has(S))?.S;

/** What can be planted, by its name on the command line. Each breaks a promise, and the run must see it. */
export const PLANTED_BUGS: Readonly<Record<string, PlantedBug>> = {
  /** The row points to an object that is still on its way, and never arrives where the archiver is killed. */
  'swap-before-put': {
    plants: {
      archiver: ({ s3 }) =>
        intercept<PutObjectCommandInput>(s3, 'PutObjectCommand', async (input, next) => {
          if (!isItem(input.Key)) return next(input);
          setTimeout(() => void next(input).catch(() => undefined), LATE_MS);
          return {};
        }),
    },
  },
  /** Takes away what was written since the item was captured. */
  'swap-without-condition': swapIf(undefined),
  /** Looks whether the row is archived, and not whether it is still what was captured. */
  'swap-if-unarchived': swapIf(`attribute_exists(pk) AND attribute_not_exists(${ARCHIVE})`),
  /** A swap whose answer was lost has landed after all. */
  'delete-on-failed-swap': {
    plants: {
      archiver: ({ dynamoDb, s3 }) => {
        const bucketOf = bucketsOfItems(s3);
        let swaps = 0;
        intercept<UpdateItemCommandInput>(dynamoDb, 'UpdateItemCommand', async (input, next) => {
          const key = itemKeyIn(input, bucketOf);
          if (!movesPointer(input, 'SET') || key === undefined) return next(input);
          swaps += 1;
          try {
            const output = await next(input);
            if (swaps % SWAPS_PER_LOSS === 0) throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
            return output;
          } catch (error) {
            await s3.send(new DeleteObjectCommand({ Bucket: bucketOf.get(key), Key: key })).catch(() => undefined);
            throw error;
          }
        });
      },
    },
  },
  /** Puts an object over that of an attempt that has won. */
  'put-over-another': {
    plants: {
      archiver: ({ s3 }) =>
        intercept<PutObjectCommandInput>(s3, 'PutObjectCommand', ({ IfNoneMatch, ...input }, next) =>
          next(isItem(input.Key) || IfNoneMatch === undefined ? input : { ...input, IfNoneMatch }),
        ),
    },
  },
  /** Brings back an old object's attributes where the row has become another meanwhile. */
  'restore-without-condition': {
    plants: {
      restorer: ({ dynamoDb }, stop) =>
        intercept<UpdateItemCommandInput>(dynamoDb, 'UpdateItemCommand', async (input, next) => {
          if (!movesPointer(input, 'REMOVE')) return next(input);
          const archive = async (): Promise<string> => {
            const { Item } = await dynamoDb.send(new GetItemCommand({ TableName: input.TableName, Key: input.Key, ConsistentRead: true }));
            return JSON.stringify(Item?.[ARCHIVE]);
          };
          const before = await archive().catch(() => undefined);
          await until(async () => (await archive()) !== before, SLOW_RESTORE_MS, stop);
          return next(onCondition(input, undefined));
        }),
    },
    spared: ['restorer'],
  },
  /** Keeps something of every request for ever. */
  hoard: {
    plants: {
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
  },
  /** Takes an object as soon as it is seen a second time, while the swap that names it is on its way. */
  'sweep-without-grace': {
    plants: {
      sweeper: ({ s3 }) => passTime(s3, SLOW.graceMs, 'noGrace'),
      archiver: ({ dynamoDb, s3 }, stop) => {
        const bucketOf = bucketsOfItems(s3);
        intercept<UpdateItemCommandInput>(dynamoDb, 'UpdateItemCommand', async (input, next) => {
          const key = itemKeyIn(input, bucketOf);
          if (movesPointer(input, 'SET') && key !== undefined) await until(() => isTaken(s3, bucketOf.get(key), key), SLOW_SWAP_MS, stop);
          return next(input);
        });
      },
    },
    // Two sweeps fit into one slow move where there are few objects, and nobody else restores or moves the items.
    crew: { archiver: 1, restorer: 0 },
    spared: ['archiver', 'sweeper'],
  },
};
