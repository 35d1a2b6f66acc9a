import { type ConnectionOptions, FlowProducer, Queue } from 'bullmq';

/** The queue's name, unless another is given. */
const DEFAULT_QUEUE_NAME = 'tempest-archive';

/** Where the queue is. */
export interface QueueOptions {
  /** Redis or Valkey, as BullMQ takes it: `{ host, port }`, or a client of ioredis. */
  readonly connection: ConnectionOptions;
  /** The queue's name: one for each database. Default: `tempest-archive` */
  readonly queueName?: string | undefined;
  /** What the names of BullMQ's keys in Redis begin with. Default: BullMQ's own, `bull` */
  readonly prefix?: string | undefined;
}

/** What BullMQ's classes are given. */
export interface QueuePlace {
  readonly queueName: string;
  readonly base: { readonly connection: ConnectionOptions; readonly prefix?: string };
}

/** A queue that jobs are added to. */
export interface OpenQueue {
  readonly queue: Queue;
  readonly flow: FlowProducer;
  close(): Promise<void>;
}

export function queuePlace({ connection, queueName = DEFAULT_QUEUE_NAME, prefix }: QueueOptions): QueuePlace {
  return { queueName, base: { connection, ...(prefix !== undefined && { prefix }) } };
}

/** @param onError told of connections that break, which are made again by themselves */
export function openQueue({ queueName, base }: QueuePlace, onError: (error: Error) => void): OpenQueue {
  const queue = new Queue(queueName, base);
  const flow = new FlowProducer(base);
  queue.on('error', onError);
  flow.on('error', onError);
  return {
    queue,
    flow,
    close: async () => {
      await Promise.all([queue.close(), flow.close()]);
    },
  };
}
