import { App, CfnOutput, CfnParameter, DefaultStackSynthesizer, type IStackSynthesizer, Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ScheduledArchiver, type ScheduledArchiverProps } from './scheduled-archiver.js';
import { StepFunctionsArchiver, type StepFunctionsArchiverProps } from './step-functions-archiver.js';

/** Options of `archiveTemplate`. */
export interface ArchiveTemplateOptions
  extends Omit<StepFunctionsArchiverProps & ScheduledArchiverProps, 'code' | 'schedule' | 'stateBucket' | 'alarmActions'> {
  /** `'step-functions'`, or `'scheduled-function'` for small tables. Default: `'step-functions'`. */
  readonly kind?: 'step-functions' | 'scheduled-function' | undefined;
  /** The default of the template's parameter: when runs begin, as EventBridge writes it. */
  readonly scheduleExpression: string;
}

/**
 * A plain CloudFormation template of the same, for those who do not use CDK: `aws cloudformation deploy --capabilities CAPABILITY_IAM`. Its parameters are the bucket and key of the zipped bundle,
 * and the schedule; its outputs the state bucket and the topic of its alarms, for somebody to subscribe to.
 *
 * @throws ConfigurationError
 * @example
 * const { archiver } = db.iamPolicies({ accountId: '123456789012', region: 'us-west-2' });
 * writeFileSync('template.json', JSON.stringify(archiveTemplate({ archiverPolicy: archiver, scheduleExpression: 'cron(0 3 * * ? *)' }), null, 2));
 */
export function archiveTemplate({ kind = 'step-functions', scheduleExpression, ...options }: ArchiveTemplateOptions): object {
  const app = new App({ analyticsReporting: false, context: { 'aws:cdk:disable-metadata': true } });
  const stack = new Stack(app, 'Archiver', {
    description: 'Moves the old items of DynamoDB tables to S3 (@tempest-ts/aws)',
    // CDK's types are not written for `exactOptionalPropertyTypes`.
    synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer,
  });
  const parameter = (id: string, description: string, value?: string): string =>
    new CfnParameter(stack, id, { type: 'String', description, ...(value !== undefined && { default: value }) }).valueAsString;
  const bucket = parameter('CodeBucket', 'The bucket of the zipped bundle, in the same region.');
  const key = parameter('CodeKey', 'The key of the zipped bundle.');
  const schedule = parameter('ScheduleExpression', 'When runs begin.', scheduleExpression);
  const topic = new Topic(stack, 'Alarms');
  const props = {
    ...options,
    code: Code.fromBucket(Bucket.fromBucketName(stack, 'Code', bucket), key),
    schedule: Schedule.expression(schedule),
    alarmActions: [new SnsAction(topic)],
  };
  const archiver =
    kind === 'step-functions' ? new StepFunctionsArchiver(stack, 'Archiver', props) : new ScheduledArchiver(stack, 'Archiver', props);
  if (archiver instanceof StepFunctionsArchiver) new CfnOutput(stack, 'StateMachineArn', { value: archiver.stateMachine.stateMachineArn });
  new CfnOutput(stack, 'StateBucket', { value: archiver.stateBucket.bucketName });
  new CfnOutput(stack, 'AlarmTopicArn', { value: topic.topicArn });
  return app.synth().getStackByName(stack.stackName).template;
}
