import type { PolicyDocument } from '@tempest-ts/hybrid';
import type { LocalServers } from '@tempest-ts/testing';

/** A request as IAM sees it. */
export interface IamRequest {
  readonly action: string;
  readonly resource: string;
}

interface Input {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly Bucket?: string;
  readonly Key?: unknown;
  readonly VersionId?: string | undefined;
  readonly RequestItems?: Readonly<Record<string, unknown>>;
  readonly Statements?: readonly { readonly Statement: string }[];
  readonly TransactItems?: readonly Readonly<Record<string, { readonly TableName?: string }>>[];
}

const TABLE = 'arn:aws:dynamodb:us-west-2:123456789012:table/';
/** The actions of a transaction's parts (DynamoDB developer guide, "Using IAM with DynamoDB transactions"). */
const PARTS: Readonly<Record<string, string>> = {
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
};
/** S3's actions are named otherwise than its operations (S3 user guide, "Required permissions for Amazon S3 API operations"). */
const S3_ACTIONS: Readonly<Record<string, string>> = {
  HeadObject: 'GetObject',
  GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
  ListBucketIntelligentTieringConfigurations: 'GetIntelligentTieringConfiguration',
  ListObjectsV2: 'ListBucket',
  ListObjectVersions: 'ListBucketVersions',
};

function requestsOf(operation: string, input: Input): readonly IamRequest[] {
  const table = (name = '', action = operation, index?: string): IamRequest => ({
    action: `dynamodb:${action}`,
    resource: `${TABLE}${name}${index === undefined ? '' : `/index/${index}`}`,
  });
  if (input.TransactItems)
    return input.TransactItems.flatMap(item => Object.entries(item).map(([part, { TableName }]) => table(TableName, PARTS[part])));
  if (input.Statements) return input.Statements.map(({ Statement }) => table(/^UPDATE "(.+?)"/.exec(Statement)?.[1], 'PartiQLUpdate'));
  if (input.RequestItems) return Object.keys(input.RequestItems).map(name => table(name));
  if (input.TableName !== undefined) return [table(input.TableName, operation, input.IndexName)];
  const object = typeof input.Key === 'string' ? `/${input.Key}` : '';
  // To name a version is a permission of its own.
  const action = `${S3_ACTIONS[operation] ?? operation}${input.VersionId === undefined ? '' : 'Version'}`;
  return [{ action: `s3:${action}`, resource: `arn:aws:s3:::${input.Bucket}${object}` }];
}

/** What both clients send while a step runs. */
export async function recordRequests(servers: LocalServers, step: () => Promise<void>): Promise<readonly IamRequest[]> {
  const sent: IamRequest[] = [];
  const record = (command: unknown, input: unknown): void => {
    sent.push(...requestsOf(String(command).replace(/Command$/, ''), input as Input));
  };
  const at = { step: 'initialize', name: 'record requests' } as const;
  servers.dynamoDb.middlewareStack.add(
    (next, { commandName }) =>
      args => {
        record(commandName, args.input);
        return next(args);
      },
    at,
  );
  servers.s3.middlewareStack.add(
    (next, { commandName }) =>
      args => {
        record(commandName, args.input);
        return next(args);
      },
    at,
  );
  try {
    await step();
  } finally {
    for (const { middlewareStack } of [servers.dynamoDb, servers.s3]) middlewareStack.remove(at.name);
  }
  return sent;
}

const matches = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .split('*')
      .map(part => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
      .join('.*')}$`,
    's',
  ).test(text);

/** Whether a policy allows a request, conditions left aside. */
export function isAllowed(policy: PolicyDocument, { action, resource }: IamRequest): boolean {
  return policy.Statement.some(
    statement => statement.Action.includes(action) && statement.Resource.some(pattern => matches(pattern, resource)),
  );
}
