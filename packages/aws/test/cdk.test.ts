import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from '@jest/globals';
import {
  archiveTemplate,
  ScheduledArchiver,
  type ScheduledArchiverProps,
  StepFunctionsArchiver,
  type StepFunctionsArchiverProps,
} from '@tempest-ts/aws/cdk';
import { HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ItemDatabase } from './support/items.js';

const db = HybridLogicalDb.create(ItemDatabase, LogicalDb.create(ItemDatabase, new DynamoDBClient({ region: 'us-west-2' })), {
  s3Config: { bucketName: 'my-app-archive', region: 'us-west-2', keyPrefix: 'old/' },
});
const { archiver: archiverPolicy } = db.iamPolicies({ accountId: '123456789012', region: 'us-west-2' });
const code = () => Code.fromInline('exports.plan = () => {}');

function synth(props: Partial<StepFunctionsArchiverProps> = {}): Template {
  const stack = new Stack(new App(), 'Test');
  const topic = new Topic(stack, 'Topic');
  const common = { code: code(), archiverPolicy, alarmActions: [new SnsAction(topic)] };
  new StepFunctionsArchiver(stack, 'Archiver', { ...common, ...props });
  return Template.fromStack(stack);
}

function synthScheduled(props: Partial<ScheduledArchiverProps> = {}): Template {
  const stack = new Stack(new App(), 'Test');
  new ScheduledArchiver(stack, 'Archiver', { code: code(), archiverPolicy, schedule: Schedule.expression('rate(1 hour)'), ...props });
  return Template.fromStack(stack);
}

const KEY_ARN = 'arn:aws:kms:us-west-2:123456789012:key/11111111-2222-3333-4444-555555555555';

/** A bucket of elsewhere that is encrypted with a key. */
function encryptedBucket(stack: Stack): IBucket {
  const encryptionKey = Key.fromKeyArn(stack, 'Key', KEY_ARN);
  return Bucket.fromBucketAttributes(stack, 'Given', { bucketName: 'my-app-state', encryptionKey });
}

/** Roles that may write and read what is encrypted with the key. */
function rolesWithKey(template: Template): number {
  const policies = Object.values(template.findResources('AWS::IAM::Policy')).filter(({ Properties }) =>
    Properties.PolicyDocument.Statement.some(
      ({ Action, Resource }: Statement) =>
        JSON.stringify(Resource).includes(KEY_ARN) && ['kms:Decrypt', 'kms:GenerateDataKey*'].every(action => Action.includes(action)),
    ),
  );
  return new Set(policies.flatMap(({ Properties }) => Properties.Roles.map(({ Ref }: { Ref: string }) => Ref))).size;
}

interface Statement {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

/** What the roles may do, as texts: the actions of each and on what. */
function allowed(template: Template): readonly { readonly action: string; readonly on: string }[] {
  const roles = Object.values(template.findResources('AWS::IAM::Role')).flatMap(({ Properties }) => Properties.Policies ?? []);
  const policies = Object.values(template.findResources('AWS::IAM::Policy')).map(({ Properties }) => Properties);
  return [...roles, ...policies]
    .flatMap(({ PolicyDocument }): readonly Statement[] => PolicyDocument.Statement)
    .flatMap(({ Action, Resource }) => [Action].flat().map(action => ({ action: String(action), on: JSON.stringify(Resource) })));
}

describe('StepFunctionsArchiver', () => {
  it('has three functions, a state machine, and roles that name what they may do it to', () => {
    const template = synth();
    template.resourceCountIs('AWS::Lambda::Function', 3);
    template.resourceCountIs('AWS::StepFunctions::StateMachine', 1);
    template.resourceCountIs('AWS::IAM::Role', 4);
    for (const handler of ['plan', 'archive', 'report']) {
      template.hasResourceProperties('AWS::Lambda::Function', {
        Handler: `index.${handler}`,
        Timeout: 900,
        Architectures: ['arm64'],
        Environment: { Variables: { ARCHIVE_STATE_BUCKET: Match.anyValue(), ARCHIVE_STATE_PREFIX: 'archive-runs/' } },
      });
    }
    const everything = allowed(template);
    expect(everything.length).toBeGreaterThan(20);
    expect(everything).toContainEqual({
      action: 'states:ListExecutions',
      on: expect.stringMatching(/^\{"Ref":"ArchiverStateMachine\w+"\}$/),
    });
    for (const { action, on } of everything) {
      expect(action).not.toContain('*');
      expect(on).not.toBe('"*"');
    }
    expect(JSON.stringify(template.toJSON())).not.toContain('AWSLambdaBasicExecutionRole');
  });

  it('lets only the archiving function touch items and archive, and none delete an archived object', () => {
    const template = synth();
    const roleOf = (handler: string): Statement[] => {
      const [fn] = Object.values(template.findResources('AWS::Lambda::Function', { Properties: { Handler: `index.${handler}` } }));
      const role = template.findResources('AWS::IAM::Role')[fn?.Properties.Role['Fn::GetAtt'][0]];
      return (role?.Properties.Policies ?? []).flatMap(
        (policy: { PolicyDocument: { Statement: Statement[] } }) => policy.PolicyDocument.Statement,
      );
    };
    const actions = (handler: string): readonly string[] => roleOf(handler).flatMap(({ Action }) => [Action].flat() as string[]);
    expect(actions('archive')).toEqual(expect.arrayContaining(['dynamodb:UpdateItem', 'dynamodb:Scan', 's3:GetObject']));
    expect(actions('plan').filter(action => action.startsWith('dynamodb:') && !action.includes('Describe'))).toEqual([]);
    expect(actions('plan')).toContain('dynamodb:DescribeTable');
    expect(actions('report').filter(action => action.startsWith('dynamodb:'))).toEqual([]);
    // Of the archive it may write the records of runs, and no object of an item.
    const archived = roleOf('report').flatMap(({ Resource }) => [Resource].flat().filter(resource => typeof resource === 'string'));
    expect(archived).toEqual([expect.stringMatching(/^arn:aws:s3:::.*tempest~runs\/\*$/)]);
    for (const { Action, Resource } of ['plan', 'archive', 'report'].flatMap(roleOf))
      if ([Action].flat().includes('s3:DeleteObject')) expect(JSON.stringify(Resource)).toMatch(/checkpoints|tempest~probe/);
  });

  it('calls its functions in a Distributed Map, within the limits of the run', () => {
    const template = synth({ maxConcurrency: 40, capacity: { readPerSecond: 8_000, writePerSecond: 2_000 }, maxFraction: 0.05 });
    const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
    const definition = JSON.parse(machine?.Properties.DefinitionString);
    expect(definition.TimeoutSeconds).toBe(7 * 86_400);
    // Another execution that is not over has the whole capacity.
    expect(definition.StartAt).toBe('Let runs be listed');
    expect(definition.States['List runs']).toMatchObject({
      Parameters: { 'StateMachineArn.$': '$$.StateMachine.Id', StatusFilter: 'RUNNING' },
    });
    expect(definition.States['Archive shards']).toMatchObject({
      MaxConcurrency: 40,
      // One that is incomplete fails by its report.
      ToleratedFailurePercentage: 100,
      ItemSelector: { limits: { readCapacityPerSecond: 200, writeCapacityPerSecond: 50, maxFraction: 0.05 } },
      ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
    });
    expect(Object.keys(machine?.Properties.DefinitionSubstitutions).sort()).toEqual(['ArchiveFunction', 'PlanFunction', 'ReportFunction']);
    for (const name of ['ArchiveFunction', 'PlanFunction', 'ReportFunction'])
      expect(machine?.Properties.DefinitionString).toContain(`\${${name}}`);
  });

  it('keeps state in a bucket that is closed and forgets', () => {
    synth().hasResourceProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
      LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 90 })] },
    });
  });

  it('lets each of its roles use the key of a bucket that it is given', () => {
    const stack = new Stack(new App(), 'Test');
    new StepFunctionsArchiver(stack, 'Archiver', { code: code(), archiverPolicy, stateBucket: encryptedBucket(stack) });
    expect(rolesWithKey(Template.fromStack(stack))).toBe(4);
  });

  it('runs on its schedule, and raises alarms to those who are named', () => {
    const template = synth({ schedule: Schedule.cron({ hour: '3', minute: '0' }), silenceDays: 2 });
    template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'cron(0 3 * * ? *)', State: 'ENABLED' });
    template.resourceCountIs('AWS::CloudWatch::Alarm', 5);
    for (const MetricName of ['ExecutionsFailed', 'ExecutionsTimedOut', 'Errors', 'Throttles']) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        MetricName,
        AlarmActions: [Match.anyValue()],
        TreatMissingData: 'notBreaching',
      });
    }
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'ExecutionsSucceeded',
      EvaluationPeriods: 2,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
  });

  it('refuses what cannot be', () => {
    expect(() => synth({ maxConcurrency: 0 })).toThrow('maxConcurrency: a whole number from 1 to 10000');
    expect(() => synth({ silenceDays: 8 })).toThrow('silenceDays: a whole number from 1 to 7');
  });
});

describe('ScheduledArchiver', () => {
  it('is one function on a schedule, with its alarm', () => {
    const template = synthScheduled();
    template.resourceCountIs('AWS::Lambda::Function', 1);
    template.hasResourceProperties('AWS::Lambda::Function', { Handler: 'index.archiveTables' });
    template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 hour)' });
    template.resourceCountIs('AWS::CloudWatch::Alarm', 1);
    for (const { action, on } of allowed(template)) expect([action, on]).not.toContain('"*"');
  });

  it('does one call at a time, and leaves what one failed to do to the next', () => {
    const template = synthScheduled();
    template.hasResourceProperties('AWS::Lambda::Function', { ReservedConcurrentExecutions: 1 });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 900 });
    const overlapping = synthScheduled({ mayOverlap: true });
    overlapping.hasResourceProperties('AWS::Lambda::Function', { ReservedConcurrentExecutions: Match.absent() });
  });

  it('raises an alarm where calls are made and all of them fail', () => {
    synthScheduled({ silenceDays: 3 }).hasResourceProperties('AWS::CloudWatch::Alarm', {
      EvaluationPeriods: 3,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
      Metrics: Match.arrayWith([
        Match.objectLike({ Expression: 'invocations - FILL(errors, 0)' }),
        Match.objectLike({
          Id: 'invocations',
          MetricStat: Match.objectLike({ Metric: Match.objectLike({ MetricName: 'Invocations' }), Stat: 'Sum' }),
        }),
        Match.objectLike({
          Id: 'errors',
          MetricStat: Match.objectLike({ Metric: Match.objectLike({ MetricName: 'Errors' }), Stat: 'Sum' }),
        }),
      ]),
    });
  });

  it('may use the key of a bucket that it is given', () => {
    const stack = new Stack(new App(), 'Test');
    new ScheduledArchiver(stack, 'Archiver', { code: code(), archiverPolicy, stateBucket: encryptedBucket(stack) });
    expect(rolesWithKey(Template.fromStack(stack))).toBe(1);
  });
});

describe('archiveTemplate', () => {
  it('is plain CloudFormation, whose parameters say where the code is and when runs begin', () => {
    const template = archiveTemplate({ archiverPolicy, scheduleExpression: 'cron(0 3 * * ? *)', maxConcurrency: 5 }) as Record<
      string,
      object
    >;
    expect(template.Parameters).toMatchObject({ CodeBucket: {}, CodeKey: {}, ScheduleExpression: { Default: 'cron(0 3 * * ? *)' } });
    expect(Object.keys(template.Parameters ?? {})).toHaveLength(3);
    expect(template.Rules).toBeUndefined();
    expect(Object.keys(template.Outputs ?? {})).toEqual(expect.arrayContaining(['AlarmTopicArn', 'StateBucket', 'StateMachineArn']));
    const text = JSON.stringify(template);
    expect(text).not.toContain('cdk-');
    expect(text).not.toContain('aws:cdk:path');
    Template.fromJSON(template).resourceCountIs('AWS::StepFunctions::StateMachine', 1);
    const small = archiveTemplate({ archiverPolicy, scheduleExpression: 'rate(1 hour)', kind: 'scheduled-function' }) as Record<
      string,
      object
    >;
    Template.fromJSON(small).resourceCountIs('AWS::StepFunctions::StateMachine', 0);
  });
});
