// #region stack
import { StepFunctionsArchiver } from '@tempest-ts/aws/cdk';
import { Stack, type StackProps } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { archiverPolicy } from './archiver-policy.js';

export class ArchiverStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & { readonly bundle: string; readonly bucketName: string }) {
    super(scope, id, props);
    new StepFunctionsArchiver(this, 'Archiver', {
      code: Code.fromAsset(props.bundle),
      archiverPolicy: archiverPolicy(props.bucketName, { accountId: this.account, region: this.region }),
      environment: { ARCHIVE_BUCKET: props.bucketName },
      schedule: Schedule.cron({ hour: '3', minute: '0' }),
      maxConcurrency: 20,
      capacity: { readPerSecond: 10_000, writePerSecond: 5_000 },
      silenceDays: 2,
      alarmActions: [new SnsAction(new Topic(this, 'Alarms'))],
    });
  }
}
// #endregion
