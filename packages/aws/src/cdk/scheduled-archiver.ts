import { Duration } from 'aws-cdk-lib';
import { type Alarm, type IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
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
/** Of a call that waits for another to end: as long as that may take. What is older is as good as the next that is due. */
const MAX_WAIT = Duration.minutes(15);

/** Properties of a `ScheduledArchiver`. */
export interface ScheduledArchiverProps extends ArchiverProps {
  /**
   * Whether calls may run side by side, each at the full pace and from the same place. Default: no, by a reserved concurrency of 1, which Lambda takes from what the account's other functions
   * share and refuses to accounts of the smallest quotas; there, have calls begin at least as far apart as `timeout` is long.
   */
  readonly mayOverlap?: boolean | undefined;
}

/**
 * Archives small tables: one function on a schedule, which does in 15 minutes what it can, some hundred thousand items, and goes on there the next time. One call at a time: one that is due while
 * another runs waits for it, up to 15 minutes.
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
  constructor(scope: Construct, id: string, props: ScheduledArchiverProps) {
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
        atOnce: props.mayOverlap ? undefined : 1,
      },
      props,
      state,
    );
    // The next call goes on where one failed. Lambda would call again at once, three times in all, and by then beside the next.
    archive.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: MAX_WAIT });
    if (props.schedule) new Rule(this, 'Schedule', { schedule: props.schedule, targets: [new LambdaTarget(archive)] });
    const alarms = new ArchiveAlarms(this, props.alarmActions);
    const sum = { period: Duration.minutes(PERIOD_MINUTES), statistic: 'Sum' };
    alarms.of({
      id: 'Errors',
      metric: archive.metricErrors(sum),
      from: 1,
      description: 'An archiving run failed, or could not move some items: the log of its function says why.',
    });
    alarms.ofSilence(options => successes(archive, options), props.silenceDays);
    this.archiveFunction = archive;
    this.stateBucket = state.bucket;
    this.alarms = alarms.all;
  }
}

/** Lambda counts calls and those that failed. */
function successes(archive: LambdaFunction, options: { readonly period: Duration; readonly statistic: string }): IMetric {
  return new MathExpression({
    expression: 'invocations - FILL(errors, 0)',
    usingMetrics: { invocations: archive.metricInvocations(options), errors: archive.metricErrors(options) },
    period: options.period,
  });
}
