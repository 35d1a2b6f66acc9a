import type { S3Client } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { type ArchiveDefinitionOptions, archiveDefinition } from '@tempest-ts/aws';
import { EXECUTION, type ListedExecution, runDefinition } from './support/run-definition.js';

const functions = { plan: 'plan', archive: 'archive', report: 'report' };

/** Runs the state machine beside what is listed, without servers: its functions plan nothing and report what is given. */
async function runBeside(
  listed: readonly ListedExecution[] | undefined,
  report: object = { complete: true, itemsFailed: 0 },
  options: Omit<ArchiveDefinitionOptions, 'functions'> = {},
): Promise<{ readonly output: unknown; readonly calls: readonly (readonly [string, unknown])[] }> {
  const calls: [string, unknown][] = [];
  const s3 = { send: async () => ({ Body: { transformToString: async () => '[]' } }) };
  const invoke = async (name: string, payload: unknown): Promise<unknown> => {
    calls.push([name, payload]);
    return name === 'plan' ? { run: 'r', bucket: 'state', shardsKey: 'r/shards.json', mapPrefix: 'r/map' } : report;
  };
  const definition = archiveDefinition({ functions, ...options });
  const input = { plan: { segments: 3 } };
  const output = await runDefinition(definition, { s3: s3 as unknown as S3Client, invoke, listed, input }); // of a client it is all that is used
  return { output, calls };
}

const execution = (name: string, startedMsAgo: number): ListedExecution => ({
  ExecutionArn: `${EXECUTION.slice(0, -1)}${name}`,
  StartDate: new Date(Date.now() - startedMsAgo).toISOString(),
});

describe('the state machine, beside others of itself', () => {
  it('leaves the work to one that began before it, whichever others there are', async () => {
    const older = execution('a', 86_400_000);
    for (const listed of [
      [execution('m', 0), older],
      [execution('z', -5_000), execution('m', 0), execution('b', 3_600_000), older],
      [older],
    ]) {
      const { output, calls } = await runBeside(listed);
      expect(output).toEqual({ skipped: true, reason: expect.stringContaining('is not over'), execution: older.ExecutionArn });
      expect(calls).toEqual([]);
    }
  });

  it('goes on where it is the oldest, and hands its input on', async () => {
    const younger = execution('a', -60_000);
    // It may not be listed yet, when others are that began after it, or when none is.
    for (const listed of [undefined, [execution('m', 0)], [younger, execution('m', 0)], [younger], []]) {
      const { calls } = await runBeside(listed);
      expect(calls.map(([name]) => name)).toEqual(['plan', 'report']);
      expect(calls[0]?.[1]).toMatchObject({ plan: { segments: 3 } });
    }
  });

  it('of two that began at the same moment lets the one go on that is listed as the older', async () => {
    // Both see the same list: the other one is the last of it here, and this one there.
    const [mine, other] = [execution('m', 0), execution('a', 0)];
    const twin = { ...other, StartDate: mine.StartDate };
    expect((await runBeside([mine, twin])).calls).toEqual([]);
    expect((await runBeside([twin, mine])).calls).toHaveLength(2);
  });
});

describe('the end of a run', () => {
  it('is a failure where items could not be moved, unless as many are tolerated', async () => {
    await expect(runBeside(undefined, { complete: true, itemsFailed: 1 })).rejects.toMatchObject({
      cause: { name: 'Tempest.FailedItems' },
    });
    await expect(runBeside(undefined, { complete: true, itemsFailed: 6 }, { toleratedFailedItems: 5 })).rejects.toThrow();
    expect((await runBeside(undefined, { complete: true, itemsFailed: 5 }, { toleratedFailedItems: 5 })).calls).toHaveLength(2);
    await expect(runBeside(undefined, { complete: false, itemsFailed: 0 })).rejects.toMatchObject({
      cause: { name: 'Tempest.Incomplete' },
    });
    expect(() => archiveDefinition({ functions, toleratedFailedItems: -1 })).toThrow('toleratedFailedItems: a number of items');
  });
});
