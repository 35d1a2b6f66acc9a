import { ConfigurationError } from '@tempest-ts/tempest';
import { PROBE_FOLDER, READERS_FOLDER } from '../store/own-folders.js';
import { type PolicyDocument, policyDocument } from './policy-document.js';
import { type IamPolicyOptions, PolicyStatements } from './policy-statements.js';
import type { PolicySubject } from './policy-subject.js';

/** What each kind of process may do, and nothing more. */
export interface IamPolicies {
  /** `load`, `query`, `scan`, `count`, batch and transactional loads, `health`, `confirmReader`. */
  readonly reader: PolicyDocument;
  /** The reader's, and every write; `restore` and `releaseRestored` too. A write to an archived item reads S3 and writes DynamoDB only. */
  readonly writer: PolicyDocument;
  /** `archiveOldData`, its dry run, shards, `migrateArchive`, `compactPacks`, `refreshPointers` and `preflight`. It deletes nothing but its own probes. */
  readonly archiver: PolicyDocument;
  /** `verifyArchive` and `sweepOrphans`. */
  readonly sweeper: PolicyDocument;
  /** `importExport`, with every `tier`. Reading the export's own folder is a permission of its own, of whoever reads it for the import. */
  readonly importer: PolicyDocument;
  /** `erase`. */
  readonly eraser: PolicyDocument;
}

const READS = ['BatchGetItem', 'GetItem', 'Query', 'Scan'];
const WRITES = ['BatchWriteItem', 'ConditionCheckItem', 'DeleteItem', 'PutItem', 'UpdateItem'];
const LOOKS = ['DescribeKinesisStreamingDestination', 'DescribeTable', 'DescribeTimeToLive'];

function checkOptions({ accountId, region }: IamPolicyOptions): void {
  if (!/^\d{12}$/.test(accountId))
    throw new ConfigurationError(
      `iamPolicies(): accountId is the 12 digits of the tables' account, as a string; it is ${JSON.stringify(accountId)}.`,
    );
  if (typeof region !== 'string' || region === '')
    throw new ConfigurationError("iamPolicies(): region is the tables' region, such as 'us-west-2'.");
}

/**
 * Least-privilege policies for a database. Transactions need no action of their own: IAM asks for those of their parts (DynamoDB developer guide, "Using IAM
 * with DynamoDB transactions").
 *
 * @throws ConfigurationError
 */
export function makeIamPolicies(subject: PolicySubject, options: IamPolicyOptions): IamPolicies {
  checkOptions(options);
  const about = new PolicyStatements(subject, options);
  // S3 asks for the key on behalf of whoever reads or puts.
  const encrypt = about.key(['Decrypt', 'GenerateDataKey']);
  const read = [about.objects('Archive', ['GetObject']), about.objects('ConfirmReader', ['PutObject'], READERS_FOLDER)];
  const put = ['PutObject', ...(subject.hasTags ? ['PutObjectTagging'] : []), ...(subject.hasLock ? ['PutObjectRetention'] : [])];
  const archive = [
    about.objects('Archive', ['GetObject', ...put]),
    about.objects('Probe', ['DeleteObject'], PROBE_FOLDER),
    about.bucket('Lifecycle', ['GetIntelligentTieringConfiguration', 'GetLifecycleConfiguration']),
  ];
  return Object.freeze({
    reader: policyDocument([about.tables(READS), ...read, encrypt]),
    writer: policyDocument([about.tables([...READS, ...WRITES]), ...read, encrypt]),
    archiver: policyDocument([
      about.tables([...LOOKS, 'BatchGetItem', 'GetItem', 'PartiQLUpdate', 'Query', 'Scan', 'UpdateItem'], table => table.isHybrid),
      ...archive,
      encrypt,
    ]),
    sweeper: policyDocument([
      about.tables(['DescribeTable', 'DescribeTimeToLive', 'GetItem', 'Scan'], table => table.isHybrid),
      about.anyTable(['DescribeTable']),
      about.objects('Archive', ['DeleteObject', 'GetObject', ...put]),
      about.list(['ListBucket']),
      encrypt,
    ]),
    importer: policyDocument([about.tables([...LOOKS, 'GetItem', 'PutItem']), ...archive, encrypt]),
    eraser: policyDocument([
      about.tables(['DeleteItem', 'DescribeTable', 'DescribeTimeToLive', 'GetItem']),
      about.anyTable(['DescribeTable']),
      about.objects('Archive', ['DeleteObject', 'DeleteObjectVersion', 'GetObject', 'GetObjectVersion', ...put]),
      about.list(['ListBucket', 'ListBucketVersions']),
      encrypt,
    ]),
  });
}
