import type { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import { DAY_MS, type Duration, durationMs, durationSchema } from './duration.js';
import { isKeyPrefix, MAX_KEY_PREFIX_BYTES } from './pointer/key-template-prefix.js';
import { STORAGE_CLASSES, type StorageClass, storageClassProblem } from './storage-class.js';

/** How long S3 refuses to delete or overwrite what was archived, whoever asks. */
export interface ObjectLockConfig {
  /** `'GOVERNANCE'`: who has `s3:BypassGovernanceRetention` may shorten it. `'COMPLIANCE'`: nobody may, not even the account's root user. */
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE';
  /** Counted for each object from the moment when it is stored. */
  readonly retainFor: Duration;
}

/** How objects are stored, besides their bytes. */
export interface ObjectSettings {
  /**
   * The class that objects are stored in. Only classes that are read at once: `GLACIER_IR` is the cheapest. Every class but `STANDARD` and
   * `INTELLIGENT_TIERING` bills an object as 128 KB at least. Default: the bucket's, which is `STANDARD`.
   */
  readonly storageClass?: StorageClass | undefined;
  /** `'AES256'`: keys of S3's own. `'aws:kms'`, `'aws:kms:dsse'`: a key of KMS. Default: what the bucket is set to, `AES256` at least. */
  readonly serverSideEncryption?: 'AES256' | 'aws:kms' | 'aws:kms:dsse' | undefined;
  /** The key of KMS: its id, ARN or alias. Default: the account's `aws/s3`. */
  readonly kmsKeyId?: string | undefined;
  /** Have S3 ask KMS once for many objects rather than once for each, which costs a hundredth. Only with `'aws:kms'`. Default: what the bucket is set to. */
  readonly bucketKeyEnabled?: boolean | undefined;
  /** Tags of every object, at most 10; the archiver then needs `s3:PutObjectTagging`. Default: none. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Keeps S3 from deleting objects for a time. Needs a bucket with Object Lock; rules out erasure. Default: none. */
  readonly objectLock?: ObjectLockConfig | undefined;
}

/** Where archived items go. */
export interface S3Config extends ObjectSettings {
  readonly bucketName: string;
  /** The bucket's region, for a client of the library's own. Instead of `client`. */
  readonly region?: string | undefined;
  /** The client to use. Give it as many sockets as `readConcurrency`. Instead of `region`. */
  readonly client?: S3Client | undefined;
  /** In front of every key; ends in `/`. Only keys under it are ever read. Default: none. */
  readonly keyPrefix?: string | undefined;
  /** The 12-digit account that owns the bucket: S3 refuses every request where another does. Default: not asked. */
  readonly expectedBucketOwner?: string | undefined;
}

/** S3 user guide, "Categorizing your objects using tags". */
const MAX_TAGS = 10;
const MAX_TAG_KEY_LENGTH = 128;
const MAX_TAG_VALUE_LENGTH = 256;
const TAG = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
/** S3 user guide, "Object Lock considerations": a retention period is at most 100 years. */
const MAX_RETENTION_DAYS = 36_500;
const MIN_RETENTION_DAYS = 1;

const TAG_RULE = `letters, digits, spaces and _ . : / = + - @; names have up to ${MAX_TAG_KEY_LENGTH}, values up to ${MAX_TAG_VALUE_LENGTH} characters`;
const tags = z
  .record(
    z.string().check(z.minLength(1, TAG_RULE), z.maxLength(MAX_TAG_KEY_LENGTH, TAG_RULE), z.regex(TAG, TAG_RULE)),
    z.string().check(z.maxLength(MAX_TAG_VALUE_LENGTH, TAG_RULE), z.regex(TAG, TAG_RULE)),
  )
  .check(
    z.refine(value => Object.keys(value).length <= MAX_TAGS, `at most ${MAX_TAGS} tags`),
    z.refine(value => Object.keys(value).every(name => !/^aws:/i.test(name)), 'names that begin with "aws:" are AWS’s own'),
  );

const objectLock = z.strictObject({
  mode: z.enum(['GOVERNANCE', 'COMPLIANCE']),
  retainFor: durationSchema.check(
    z.refine(value => {
      const days = durationMs(value) / DAY_MS;
      return days >= MIN_RETENTION_DAYS && days <= MAX_RETENTION_DAYS;
    }, `between ${MIN_RETENTION_DAYS} day and ${MAX_RETENTION_DAYS} days`),
  ),
});

/** What is wrong with settings that S3 would take one by one, and not together. */
function encryptionProblem({ serverSideEncryption, kmsKeyId, bucketKeyEnabled }: ObjectSettings): string | undefined {
  if (kmsKeyId !== undefined && !serverSideEncryption?.startsWith('aws:kms')) return "kmsKeyId needs serverSideEncryption: 'aws:kms'";
  if (bucketKeyEnabled !== undefined && serverSideEncryption !== 'aws:kms') return "bucketKeyEnabled needs serverSideEncryption: 'aws:kms'";
  return undefined;
}

/**
 * Checks `s3Config`.
 *
 * @internal
 */
export const s3ConfigSchema = z
  .strictObject({
    bucketName: z
      .string('the name of a bucket')
      .check(z.minLength(3, 'the name of a bucket, at least 3 characters'), z.maxLength(63, 'the name of a bucket, at most 63 characters')),
    region: z.optional(z.string().check(z.minLength(1, 'the name of a region'))),
    client: z.optional(z.custom<S3Client>(value => typeof (value as S3Client | undefined)?.send === 'function', 'an S3Client')),
    keyPrefix: z.optional(
      z
        .string()
        .check(
          z.regex(/^$|^[^/].*\/$/s, "ends in '/' and does not begin with it: 'archive/'"),
          z.refine(
            isKeyPrefix,
            `at most ${MAX_KEY_PREFIX_BYTES} bytes, without '.' or '..' between slashes, and without control characters`,
          ),
        ),
    ),
    expectedBucketOwner: z.optional(z.string().check(z.regex(/^\d{12}$/, "the 12 digits of an account, as a string: '123456789012'"))),
    storageClass: z.optional(z.enum(STORAGE_CLASSES, { error: ({ input }) => storageClassProblem(input) })),
    serverSideEncryption: z.optional(z.enum(['AES256', 'aws:kms', 'aws:kms:dsse'])),
    kmsKeyId: z.optional(z.string().check(z.minLength(1, 'the id, ARN or alias of a key'))),
    bucketKeyEnabled: z.optional(z.boolean()),
    tags: z.optional(tags),
    objectLock: z.optional(objectLock),
  })
  .check(({ value, issues }) => {
    const message = encryptionProblem(value);
    if (message) issues.push({ code: 'custom', message, input: value });
  });
