import { Duration } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { Policy, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { type ArchiveDefinitionOptions, archiveDefinition } from '../archive-definition.js';
import { ArchiveAlarms } from './archive-alarms.js';
import { archiveFunction } from './archive-function.js';
import { archiverPolicy, plannerPolicy, recorderPolicy } from './archiver-policies.js';
import type { ArchiverProps } from './archiver-props.js';
import { StatePlace } from './state-place.js';

/** Errors of the function within the period from which on an alarm is raised: single ones are tried again. */
const MANY = 10;
const PERIOD_MINUTES = 15;

/** What CloudFormation puts a value for. */
const filledIn = (name: string): string => `\${${name}}`;

/** Properties of a `StepFunctionsArchiver`. */
export interface StepFunctionsArchiverProps extends ArchiverProps, Omit<ArchiveDefinitionOptions, 'functions' | 'timeoutSeconds'> {
  /** After which a run is ended. Default: 7 days. */
  readonly runTimeout?: Duration | undefined;
}

/**
 * Archives tables of any size: a state machine that plans a run, does its shards in a Distributed Map, each in as many invocations of one function as it takes, and adds up. A run that is due
 * while another is not over ends at once. With its schedule, its alarms, and roles that may do what they must and nothing else.
 *
 * @example
 * new StepFunctionsArchiver(this, 'Archiver', {
 *   code: Code.fromAsset('dist/archiver'),
 *   archiverPolicy: db.iamPolicies({ accountId: this.account, region: this.region }).archiver,
 *   schedule: Schedule.cron({ hour: '3', minute: '0' }),
 * });
 */
export class StepFunctionsArchiver extends Construct {
  readonly stateMachine: StateMachine;
  /** The function that archives a shard. */
  readonly archiveFunction: LambdaFunction;
  readonly stateBucket: IBucket;
  readonly alarms: readonly Alarm[];

  /** @throws ConfigurationError */
  constructor(scope: Construct, id: string, props: StepFunctionsArchiverProps) {
    super(scope, id);
    const state = new StatePlace(this, props);
    const plan = archiveFunction(
      this,
      'Plan',
      {
        handler: 'plan',
        description: 'Plans the shards of an archiving run',
        policies: { Planner: plannerPolicy(props.archiverPolicy) },
        statements: [state.allow(['PutObject'], '*/shards.json')],
      },
      props,
      state,
    );
    const archive = archiveFunction(
      this,
      'Archive',
      {
        handler: 'archive',
        description: 'Archives one shard of a run',
        policies: { Archiver: archiverPolicy(props.archiverPolicy) },
        statements: [
          state.allow(['GetObject', 'PutObject', 'DeleteObject'], '*/checkpoints/*'),
          state.allow(['PutObject'], '*/results/*'),
          state.allowListing(),
        ],
      },
      props,
      state,
    );
    const report = archiveFunction(
      this,
      'Report',
      {
        handler: 'report',
        description: 'Adds up what an archiving run did',
        policies: { Recorder: recorderPolicy(props.archiverPolicy) },
        statements: [state.allow(['GetObject'], '*/results/*'), state.allow(['PutObject'], '*/report.json'), state.allowListing()],
      },
      props,
      state,
    );
    const machine = this.#stateMachine({ plan, archive, report }, state, props);
    if (props.schedule) new Rule(this, 'Schedule', { schedule: props.schedule, targets: [new SfnStateMachine(machine)] });
    this.stateMachine = machine;
    this.archiveFunction = archive;
    this.stateBucket = state.bucket;
    this.alarms = this.#alarms(machine, archive, props);
  }

  #stateMachine(
    functions: Readonly<Record<'plan' | 'archive' | 'report', LambdaFunction>>,
    state: StatePlace,
    props: StepFunctionsArchiverProps,
  ) {
    const role = new Role(this, 'StateMachineRole', {
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      description: 'Runs the functions of the archiver',
      inlinePolicies: {
        Run: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ['lambda:InvokeFunction'],
              resources: Object.values(functions).map(({ functionArn }) => functionArn),
            }),
            state.allow(['GetObject'], '*/shards.json'),
            state.allow(['PutObject', 'GetObject', 'ListMultipartUploadParts', 'AbortMultipartUpload'], '*/map/*'),
          ],
        }),
      },
    });
    state.allowKey(role);
    const timeoutSeconds = props.runTimeout?.toSeconds();
    const names = { plan: filledIn('PlanFunction'), archive: filledIn('ArchiveFunction'), report: filledIn('ReportFunction') };
    const machine = new StateMachine(this, 'StateMachine', {
      definitionBody: DefinitionBody.fromString(JSON.stringify(archiveDefinition({ ...props, timeoutSeconds, functions: names }))),
      definitionSubstitutions: {
        PlanFunction: functions.plan.functionArn,
        ArchiveFunction: functions.archive.functionArn,
        ReportFunction: functions.report.functionArn,
      },
      role,
    });
    // A policy of its own, as it names the machine that needs the role: a Distributed Map begins an execution for each item, and a run looks whether another is not over.
    const map = new Policy(this, 'MapPolicy');
    role.attachInlinePolicy(map);
    machine.grantStartExecution(map);
    machine.grant(map, 'states:ListExecutions');
    machine.grantExecution(map, 'states:DescribeExecution', 'states:StopExecution');
    return machine;
  }

  #alarms(machine: StateMachine, archive: LambdaFunction, { alarmActions, silenceDays }: StepFunctionsArchiverProps): readonly Alarm[] {
    const alarms = new ArchiveAlarms(this, alarmActions);
    const sum = { period: Duration.minutes(PERIOD_MINUTES), statistic: 'Sum' };
    const report = 'report.json of the run in the state bucket, and the execution in Step Functions, say why';
    alarms.of({
      id: 'Failed',
      metric: machine.metricFailed(sum),
      from: 1,
      description: `An archiving run failed, is incomplete, or could not move some items: ${report}.`,
    });
    alarms.of({
      id: 'TimedOut',
      metric: machine.metricTimedOut(sum),
      from: 1,
      description: 'An archiving run took longer than runTimeout.',
    });
    alarms.of({
      id: 'Errors',
      metric: archive.metricErrors(sum),
      from: MANY,
      description: 'Many calls of the archiving function fail: its log says why.',
    });
    const throttled = 'Lambda refuses calls of the archiving function: the account has too little concurrency for maxConcurrency.';
    alarms.of({ id: 'Throttled', metric: archive.metricThrottles(sum), from: MANY, description: throttled });
    alarms.ofSilence(options => machine.metricSucceeded(options), silenceDays);
    return alarms.all;
  }
}
