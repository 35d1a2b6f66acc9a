import type { PolicyDocument } from '@tempest-ts/hybrid';
import type { Duration } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { Schedule } from 'aws-cdk-lib/aws-events';
import type { Architecture, Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';

/** What both constructs are told. */
export interface ArchiverProps {
  /** The bundle whose handlers `createArchiveHandlers` made. */
  readonly code: Code;
  /** The bundle's file, without its ending. Default: `'index'`. */
  readonly handlerFile?: string | undefined;
  /** What the functions may do to tables and archive: `db.iamPolicies({ accountId, region }).archiver`. */
  readonly archiverPolicy: PolicyDocument;
  /** Environment variables for the bundle. `ARCHIVE_STATE_BUCKET` and `ARCHIVE_STATE_PREFIX` are added. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Where runs keep shards, checkpoints and results. The functions may use its key, where it has one. Default: a bucket of its own, whose objects go after 90 days. */
  readonly stateBucket?: IBucket | undefined;
  /** What the keys of runs begin with there. Default: `'archive-runs/'`. */
  readonly statePrefix?: string | undefined;
  /** When runs begin. Default: whenever somebody starts one. */
  readonly schedule?: Schedule | undefined;
  /** Who is told of alarms. Default: nobody; the alarms are there to be looked at. */
  readonly alarmActions?: readonly IAlarmAction[] | undefined;
  /** Raises an alarm where for so many days, from 1 to 7, no run has succeeded, nor was left to one under way. Default: no such alarm. */
  readonly silenceDays?: number | undefined;
  /** MiB of each function that archives; with them comes its part of a processor: 1,769 are a whole one. Default: 1,769. */
  readonly memorySize?: number | undefined;
  /** Of the function that archives. Default: 15 minutes, the longest. */
  readonly timeout?: Duration | undefined;
  /** Default: Node 22. */
  readonly runtime?: Runtime | undefined;
  /** Default: arm64. */
  readonly architecture?: Architecture | undefined;
  /** How long logs are kept. Default: 3 months. */
  readonly logRetention?: RetentionDays | undefined;
}
