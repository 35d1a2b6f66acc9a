import type { PolicyStatement } from './policy-document.js';
import type { PolicySubject, PolicyTable } from './policy-subject.js';

/** Where a database's tables are. */
export interface IamPolicyOptions {
  /** The AWS account of the tables: twelve digits. */
  readonly accountId: string;
  /** The region of the tables, such as `us-west-2`. */
  readonly region: string;
  /** The region of the bucket, and so of its key in KMS, where the config names that by id or alias. Default: `s3Config.region`, or with a client `region`. */
  readonly bucketRegion?: string;
  /** `aws-cn`, `aws-us-gov`. Default: `aws`. */
  readonly partition?: string;
}

/** What IAM takes for a pattern, as text (IAM user guide, "IAM policy elements: Variables and tags", special characters). */
const literally = (text: string): string => text.replace(/[*?$]/g, character => `\${${character}}`);

/** `arn:aws:kms:us-west-2:123456789012:key/...` (KMS developer guide, "Key identifiers"): what is before the key's name, and that. */
const KEY_ARN = /^(arn:[^:]*:kms:[^:]*:[^:]*):(.*)$/s;

/** Makes statements about one database. */
export class PolicyStatements {
  readonly #subject: PolicySubject;
  readonly #options: Required<IamPolicyOptions>;
  readonly #bucket: string;

  constructor(subject: PolicySubject, options: IamPolicyOptions) {
    const { accountId, region, partition = 'aws', bucketRegion = subject.bucketRegion ?? region } = options;
    this.#subject = subject;
    this.#options = { accountId, region, partition, bucketRegion };
    this.#bucket = `arn:${partition}:s3:::${subject.bucketName}`;
  }

  /** About tables, and their indexes where what is allowed concerns those. */
  tables(actions: readonly string[], concerns: (table: PolicyTable) => boolean = () => true): PolicyStatement {
    const readsIndexes = actions.includes('Query') || actions.includes('Scan');
    const tables = this.#subject.tables.filter(concerns);
    const resources = tables.flatMap(({ tableName, hasIndexes }) => {
      const table = tableName.startsWith('arn:') ? tableName : this.#arn('dynamodb', `table/${tableName}`);
      return hasIndexes && readsIndexes ? [table, `${table}/index/*`] : [table];
    });
    return this.#allow('Tables', 'dynamodb', actions, resources);
  }

  /** About the account's other tables in the region: whether a table's copies are still there, and those that `adopt` names, cannot be told otherwise. */
  anyTable(actions: readonly string[]): PolicyStatement {
    return this.#allow('OtherTables', 'dynamodb', actions, [this.#arn('dynamodb', 'table/*')]);
  }

  /** About objects in a folder under the prefix. */
  objects(sid: string, actions: readonly string[], folder = ''): PolicyStatement {
    return this.#allow(sid, 's3', actions, [`${this.#bucket}/${literally(this.#subject.keyPrefix)}${folder}*`]);
  }

  /** About the bucket itself. */
  bucket(sid: string, actions: readonly string[]): PolicyStatement {
    return this.#allow(sid, 's3', actions, [this.#bucket]);
  }

  /** Listing what is under the prefix. */
  list(actions: readonly string[]): PolicyStatement {
    const prefix = [`${literally(this.#subject.keyPrefix)}*`];
    return { ...this.bucket('List', actions), Condition: { StringLike: { 's3:prefix': prefix } } };
  }

  /** About the encryption key, where the config names one. An alias is no resource, so it is a condition. */
  key(actions: readonly string[]): PolicyStatement | undefined {
    const { kmsKeyId } = this.#subject;
    if (kmsKeyId === undefined) return undefined;
    const { partition, bucketRegion, accountId } = this.#options;
    // Of an ARN its own account and region hold: a key may be another account's.
    const [, of = `arn:${partition}:kms:${bucketRegion}:${accountId}`, name = kmsKeyId] = KEY_ARN.exec(kmsKeyId) ?? [];
    const alias = name.startsWith('alias/') ? name : undefined;
    if (alias === undefined) return this.#allow('Key', 'kms', actions, [`${of}:${name.startsWith('key/') ? name : `key/${name}`}`]);
    const any = this.#allow('Key', 'kms', actions, [`${of}:key/*`]);
    return { ...any, Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': [alias] } } };
  }

  #arn(service: string, resource: string): string {
    const { partition, region, accountId } = this.#options;
    return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
  }

  #allow(Sid: string, service: string, actions: readonly string[], Resource: readonly string[]): PolicyStatement {
    return { Sid, Effect: 'Allow', Action: actions.map(action => `${service}:${action}`), Resource };
  }
}
