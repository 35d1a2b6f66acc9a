import { Duration } from 'aws-cdk-lib';
import { Effect, type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { DEFAULT_STATE_PREFIX } from '../run-files.js';
import type { ArchiverProps } from './archiver-props.js';

/** A run that takes longer than this would lose its checkpoints, and only read again what it had read. */
const EXPIRE_AFTER_DAYS = 90;

/** Where runs keep their files, and what each function may do there. */
export class StatePlace {
  readonly bucket: IBucket;
  readonly prefix: string;

  constructor(scope: Construct, { stateBucket, statePrefix = DEFAULT_STATE_PREFIX }: Pick<ArchiverProps, 'stateBucket' | 'statePrefix'>) {
    this.prefix = statePrefix;
    this.bucket =
      stateBucket ??
      (new Bucket(scope, 'State', {
        encryption: BucketEncryption.S3_MANAGED,
        blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
        enforceSSL: true,
        lifecycleRules: [{ expiration: Duration.days(EXPIRE_AFTER_DAYS), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      }) as IBucket); // CDK's types are not written for `exactOptionalPropertyTypes`
  }

  get environment(): Readonly<Record<string, string>> {
    return { ARCHIVE_STATE_BUCKET: this.bucket.bucketName, ARCHIVE_STATE_PREFIX: this.prefix };
  }

  /** Statements about objects say nothing of the key that they are encrypted with, where the bucket has one. */
  allowKey(role: IRole): void {
    this.bucket.encryptionKey?.grantEncryptDecrypt(role);
  }

  /** About files of runs, by how their keys go on behind the prefix. */
  allow(actions: readonly string[], ...names: readonly string[]): PolicyStatement {
    return new PolicyStatement({
      effect: Effect.ALLOW,
      actions: actions.map(action => `s3:${action}`),
      resources: names.map(name => this.bucket.arnForObjects(`${this.prefix}${name}`)),
    });
  }

  /** Without it S3 says of a checkpoint that is not there that it may not be read. */
  allowListing(): PolicyStatement {
    return new PolicyStatement({
      effect: Effect.ALLOW,
      actions: ['s3:ListBucket'],
      resources: [this.bucket.bucketArn],
      conditions: { StringLike: { 's3:prefix': [`${this.prefix}*`] } },
    });
  }
}
