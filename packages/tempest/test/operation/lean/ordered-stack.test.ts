import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { lean } from '@tempest-ts/tempest/extend';
import fc from 'fast-check';
import { answeredClient } from './wire.js';

const SILENT = () => undefined;
let client: DynamoDBClient;
let told: string[];

const get = (options: object = {}) => client.send(lean(client, new GetItemCommand({ TableName: 't', Key: {} })), options);
const put = () => client.send(lean(client, new PutItemCommand({ TableName: 't', Item: {} })), {});

/** Middleware that says that it ran. */
const telling =
  (name: string) =>
  <T extends (args: never) => unknown>(next: T): T =>
    ((args: never) => {
      told.push(name);
      return next(args);
    }) as T; // it passes on what it is given

beforeEach(async () => {
  client = answeredClient([{ body: '{}' }]);
  told = [];
  await get();
});

describe('the order of middleware is found once, and', () => {
  it('what the application adds after the first request runs from the next on', async () => {
    client.middlewareStack.add(telling('added'), { step: 'build', name: 'added' });
    await get();
    await put();
    expect(told).toEqual(['added', 'added']);
    client.middlewareStack.remove('added');
    await get();
    expect(told).toHaveLength(2);
  });

  it('what is replaced by another of its name is replaced', async () => {
    client.middlewareStack.add(telling('old'), { step: 'build', name: 'one' });
    await get();
    client.middlewareStack.add(telling('new'), { step: 'build', name: 'one', override: true });
    await get();
    expect(told).toEqual(['old', 'new']);
  });

  it('what moves to another place runs there', async () => {
    const [moving, fixed] = [telling('moving'), telling('fixed')];
    client.middlewareStack.add(fixed, { step: 'build' });
    client.middlewareStack.add(moving, { step: 'initialize', name: 'moving' });
    await get();
    client.middlewareStack.remove('moving');
    client.middlewareStack.add(moving, { step: 'finalizeRequest', name: 'moving' });
    await get();
    expect(told).toEqual(['moving', 'fixed', 'fixed', 'moving']);
  });

  it('any middleware runs in the order of the SDK', async () => {
    const steps = fc.constantFrom('initialize', 'serialize', 'build', 'finalizeRequest', 'deserialize');
    const priorities = fc.constantFrom('high', 'normal', 'low');
    const relative = fc.record({
      relation: fc.constantFrom('before', 'after'),
      toMiddleware: fc.constantFrom('serializerMiddleware', 'retryMiddleware'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.record({ step: steps, priority: priorities }), relative), { maxLength: 8 }), async places => {
        client = answeredClient([{ body: '{}' }]);
        for (const [n, place] of places.entries()) {
          if ('step' in place)
            client.middlewareStack.add(telling(`${n}`), place as { step: 'build' }); // or another step
          else client.middlewareStack.addRelativeTo(telling(`${n}`), place as { relation: 'before'; toMiddleware: string });
        }
        told = [];
        await client.send(new GetItemCommand({ TableName: 't', Key: {} }));
        const expected = told;
        for (const _ of [1, 2, 3]) {
          told = [];
          await get();
          expect(told).toEqual(expected);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('middleware of one command runs for that one alone', async () => {
    const command = lean(client, new GetItemCommand({ TableName: 't', Key: {} }));
    command.middlewareStack.add(telling('own'), { step: 'build' });
    await client.send(command);
    await get();
    expect(told).toEqual(['own']);
    client = answeredClient([{ body: '{}' }]);
    const first = lean(client, new GetItemCommand({ TableName: 't', Key: {} }));
    first.middlewareStack.add(telling('first'), { step: 'build' });
    await client.send(first);
    await get();
    expect(told).toEqual(['own', 'first']);
  });

  it('requests that run at once have a context each', async () => {
    const contexts = new Set<object>();
    client.middlewareStack.add(
      (next, context) => args => {
        contexts.add(context);
        return next(args);
      },
      { step: 'build' },
    );
    await Promise.all([get(), get(), get(), put()]);
    expect(contexts.size).toBe(4);
  });

  it('each request is sent with its own signal', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const handle = (_: unknown, { abortSignal }: { abortSignal?: AbortSignal } = {}) => {
      signals.push(abortSignal);
      return Promise.reject(new TypeError('no server'));
    };
    client = answeredClient([], { requestHandler: { handle, destroy: SILENT } as never, maxAttempts: 1 }); // as much of one as is asked of it
    const [{ signal: one }, { signal: other }] = [new AbortController(), new AbortController()];
    for (const options of [{}, { abortSignal: one }, { abortSignal: other }, {}]) await expect(get(options)).rejects.toThrow('no server');
    expect(signals).toEqual([undefined, one, other, undefined]);
    expect(signals[1]).toBe(one);
  });

  it('what watches every request from outside, by wrapping the SDK’s functions, goes on seeing every request', async () => {
    const { middlewareStack } = client;
    const { concat } = middlewareStack;
    const seen: unknown[] = [];
    const wrapped = Object.assign(
      (other: never) => {
        seen.push(other);
        return concat(other);
      },
      { __wrapped: true },
    );
    middlewareStack.concat = wrapped as typeof concat;
    await get();
    await get();
    await put();
    await put();
    expect(seen).toHaveLength(4);
  });

  it('a client that prints its middleware goes on printing it', async () => {
    const print = jest.spyOn(console, 'log').mockImplementation(SILENT);
    client.middlewareStack.identifyOnResolve(true);
    await get();
    await get();
    expect(print).toHaveBeenCalledTimes(2);
    print.mockRestore();
  });
});
