import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** The server that a case runs against. Cases make tables of their own and remove them. */
export interface DynamoDbContractTarget {
  readonly client: DynamoDBClient;
}

/** One thing that the library depends on; `run` rejects where the server does it otherwise. */
export interface DynamoDbContractCase {
  readonly name: string;
  run(target: DynamoDbContractTarget): Promise<void>;
}

/** Cases that a server is known to fail, by name, each with what it does instead. */
export type DynamoDbKnownGaps = Readonly<Record<string, string>>;

/**
 * Runs a case. One that is a known gap must fail: a server that has caught up is an error too, so that the list stays true.
 */
export async function checkContractCase(
  contractCase: DynamoDbContractCase,
  target: DynamoDbContractTarget,
  knownGaps: DynamoDbKnownGaps,
): Promise<void> {
  const gap = Object.hasOwn(knownGaps, contractCase.name) ? knownGaps[contractCase.name] : undefined;
  if (gap === undefined) return contractCase.run(target);
  const failed = await contractCase.run(target).then(
    () => false,
    () => true,
  );
  if (!failed) throw new Error(`"${contractCase.name}" passes now: remove it from the known gaps (${gap})`);
}
