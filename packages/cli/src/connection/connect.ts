import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { HybridLogicalDb, type Logger, LogicalDb } from '@tempest-ts/hybrid';
import type { CliConfig } from '../config/define-config.js';
import { CliError } from '../errors.js';
import type { ConnectionOptions } from './connection-options.js';
import { s3Place } from './s3-place.js';

/** A database that the commands work on. */
export type CliDb = HybridLogicalDb<LogicalDb>;

/** A database with the clients that were made for it. */
export interface Connection {
  readonly db: CliDb;
  /** Where the config says that the bucket is. */
  readonly bucketRegion: string | undefined;
  close(): void;
}

/** Sends that one request gets: a run of hours meets more than a bad second. */
const MAX_ATTEMPTS = 10;
/** Sockets of each client: as many as items may be on their way by default. */
const MAX_SOCKETS = 64;

/**
 * Makes the database that a config file describes, with clients as the command line asks for them. Sends nothing.
 *
 * @throws CliError, with what the declarations or the config have wrong
 */
export async function connect(config: CliConfig, options: ConnectionOptions, logger: Logger | undefined): Promise<Connection> {
  const { region, profile, dynamodbEndpoint } = options;
  if (profile !== undefined) process.env.AWS_PROFILE = profile; // as the AWS CLI's --profile does: the SDK takes region and credentials from it
  const common = {
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: { httpsAgent: { maxSockets: MAX_SOCKETS }, httpAgent: { maxSockets: MAX_SOCKETS } },
  };
  const place = region === undefined ? {} : { region };
  const { s3Config } = config.hybrid;
  const ownS3 = s3Place(s3Config, options);
  const dynamoDb = new DynamoDBClient({ ...common, ...place, ...(dynamodbEndpoint !== undefined && { endpoint: dynamodbEndpoint }) });
  const s3 = ownS3 && new S3Client({ ...common, ...ownS3 });
  const close = (): void => {
    dynamoDb.destroy();
    s3?.destroy();
  };
  try {
    await dynamoDb.config.region().catch((cause: unknown) => {
      throw new CliError('No AWS region: --region us-west-2, or AWS_REGION, or a profile that has one.', undefined, { cause });
    });
    const { region: _ours, ...bucket } = s3Config ?? {};
    const hybrid =
      s3 && s3Config ? { ...config.hybrid, s3Config: { ...bucket, bucketName: s3Config.bucketName, client: s3 } } : config.hybrid;
    const database = config.database as new () => LogicalDb; // its commands are those of every database
    const regular = LogicalDb.create(database, dynamoDb, { ...config.options, ...(logger && { logger }) });
    return { db: HybridLogicalDb.create(database, regular, hybrid), bucketRegion: s3Config?.region, close };
  } catch (cause) {
    close();
    if (cause instanceof CliError) throw cause;
    throw new CliError((cause as Error).message, undefined, { cause });
  }
}
