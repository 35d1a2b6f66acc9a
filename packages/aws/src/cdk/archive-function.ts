import { Duration } from 'aws-cdk-lib';
import { PolicyDocument, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { ArchiverProps } from './archiver-props.js';
import type { StatePlace } from './state-place.js';

/** MiB at which Lambda gives a whole processor (Lambda developer guide, "Configure Lambda function memory"). */
const ONE_PROCESSOR_MIB = 1_769;
/** Lambda's longest. */
const LONGEST_MINUTES = 15;

/** What tells a function of the others. */
export interface ArchiveFunctionSpec {
  /** The handler's name in the bundle. */
  readonly handler: 'plan' | 'archive' | 'report' | 'archiveTables';
  readonly description: string;
  /** Policies of its role besides those for its logs. */
  readonly policies: Readonly<Record<string, PolicyDocument>>;
  readonly statements: readonly PolicyStatement[];
  /** Calls of it that run at once at most. Default: as many as there are. */
  readonly atOnce?: number | undefined;
}

/** A function with a role and a log group of its own: Lambda's managed policy would let it write the logs of every other. */
export function archiveFunction(
  scope: Construct,
  id: string,
  spec: ArchiveFunctionSpec,
  props: ArchiverProps,
  state: StatePlace,
): LambdaFunction {
  const logGroup = new LogGroup(scope, `${id}Logs`, { retention: props.logRetention ?? RetentionDays.THREE_MONTHS });
  const role = new Role(scope, `${id}Role`, {
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    description: spec.description,
    inlinePolicies: { ...spec.policies, State: new PolicyDocument({ statements: [...spec.statements] }) },
  });
  logGroup.grantWrite(role);
  state.allowKey(role);
  return new LambdaFunction(scope, id, {
    description: spec.description,
    code: props.code,
    handler: `${props.handlerFile ?? 'index'}.${spec.handler}`,
    runtime: props.runtime ?? Runtime.NODEJS_22_X,
    architecture: props.architecture ?? Architecture.ARM_64,
    memorySize: props.memorySize ?? ONE_PROCESSOR_MIB,
    timeout: props.timeout ?? Duration.minutes(LONGEST_MINUTES),
    environment: { ...props.environment, ...state.environment },
    ...(spec.atOnce !== undefined && { reservedConcurrentExecutions: spec.atOnce }),
    role,
    logGroup,
  });
}
