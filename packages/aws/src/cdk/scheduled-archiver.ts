import { Duration } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ArchiveAlarms } from './archive-alarms.js';
import { archiveFunction } from './archive-function.js';
import { archiverPolicy } from './archiver-policies.js';
import type { ArchiverProps } from './archiver-props.js';
import { StatePlace } from './state-place.js';

const PERIOD_MINUTES = 15;

/**
 * Archives small tables: one function on a schedule, which does in 15 minutes what it can, some hundred thousand items, and goes on there the next time.
 *
 * @example
 * new ScheduledArchiver(this, 'Archiver', {
 *   code: Code.fromAsset('dist/archiver'),
 *   archiverPolicy: db.iamPolicies({ accountId: this.account, region: this.region }).archiver,
 *   schedule: Schedule.rate(Duration.hours(1)),
 * });
 */
export class ScheduledArchiver extends Construct {
  readonly archiveFunction: LambdaFunction;
  readonly stateBucket: IBucket;
  readonly alarms: readonly Alarm[];

  /** @throws ConfigurationError */
  constructor(scope: Construct, id: string, props: ArchiverProps) {
    super(scope, id);
    const state = new StatePlace(this, props);
    const archive = archiveFunction(
      this,
      'Archive',
      {
        handler: 'archiveTables',
        description: 'Archives the old items of small tables',
        policies: { Archiver: archiverPolicy(props.archiverPolicy) },
        statements: [state.allow(['GetObject', 'PutObject', 'DeleteObject'], 'scheduled/checkpoint'), state.allowListing()],
      },
      props,
      state,
    );
    if (props.schedule) new Rule(this, 'Schedule', { schedule: props.schedule, targets: [new LambdaTarget(archive)] });
    const alarms = new ArchiveAlarms(this, props.alarmActions);
    const sum = { period: Duration.minutes(PERIOD_MINUTES), statistic: 'Sum' };
    alarms.of({
      id: 'Errors',
      metric: archive.metricErrors(sum),
      from: 1,
      description: 'An archiving run failed: the log of its function says why.',
    });
    alarms.ofSilence(options => archive.metricInvocations(options), props.silenceDays);
    this.archiveFunction = archive;
    this.stateBucket = state.bucket;
    this.alarms = alarms.all;
  }
}
