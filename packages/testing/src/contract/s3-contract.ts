import assert from 'node:assert/strict';
import { bucketCases } from './s3-bucket-cases.js';
import { checksumCases } from './s3-checksum-cases.js';
import { conditionCases } from './s3-condition-cases.js';
import type { S3ContractCase, S3ContractTarget } from './s3-contract-case.js';
import { keyCases } from './s3-key-cases.js';
import { listCases } from './s3-list-cases.js';
import { lockCases } from './s3-lock-cases.js';
import { objectCases } from './s3-object-cases.js';
import { rangeCases } from './s3-range-cases.js';
import { tagCases } from './s3-tag-cases.js';
import { versionCases } from './s3-version-cases.js';

export interface S3ContractOptions {
  /** Makes the endpoint ready. Called once, by the first test. */
  readonly start: () => Promise<S3ContractTarget & { stop(): Promise<void> }>;
  /** Names of cases that this endpoint is known to fail. Default: none. */
  readonly knownGaps?: readonly string[];
}

export interface S3ContractTest {
  readonly name: string;
  readonly run: () => Promise<void>;
}

export interface S3Contract {
  readonly tests: readonly S3ContractTest[];
  /** To be called when all tests have run. */
  stop(): Promise<void>;
}

const CASES: readonly S3ContractCase[] = [
  ...bucketCases,
  ...objectCases,
  ...rangeCases,
  ...conditionCases,
  ...checksumCases,
  ...listCases,
  ...keyCases,
  ...versionCases,
  ...tagCases,
  ...lockCases,
];

/**
 * The behaviour of S3 that this project relies on, as tests for any endpoint and any test runner. The test of a known gap passes only while the endpoint
 * still has it, so that the list never outlives its reasons.
 *
 * @example
 * const contract = s3Contract({ start });
 * describe('my S3', () => {
 *   afterAll(contract.stop);
 *   for (const { name, run } of contract.tests) test(name, run);
 * });
 */
export function s3Contract({ start, knownGaps = [] }: S3ContractOptions): S3Contract {
  const names = new Set(CASES.map(({ name }) => name));
  const unknown = knownGaps.filter(gap => !names.has(gap));
  assert.deepEqual(unknown, [], 'a known gap must be the name of a case: correct it, or remove it');

  let started: ReturnType<S3ContractOptions['start']> | undefined;
  const target = (): ReturnType<S3ContractOptions['start']> => {
    started ??= start();
    return started;
  };
  const tests = CASES.map(contractCase => {
    const { name } = contractCase;
    if (!knownGaps.includes(name)) return { name, run: async () => contractCase.run(await target()) };
    return { name: `known gap: ${name}`, run: async () => assertStillFails(contractCase, await target()) };
  });
  return { tests, stop: async () => (await started)?.stop() };
}

async function assertStillFails(contractCase: S3ContractCase, target: S3ContractTarget): Promise<void> {
  const failed = await contractCase.run(target).then(
    () => false,
    () => true,
  );
  assert.ok(failed, `'${contractCase.name}' works here now: remove it from the known gaps`);
}
