import { ConfigurationError } from '@tempest-ts/hybrid';
import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IAlarmAction, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/** CloudWatch evaluates no more than a week of daily periods. */
const MAX_SILENCE_DAYS = 7;

/** What an alarm is raised by. */
export interface ArchiveAlarmSpec {
  readonly id: string;
  /** A sum over some period. */
  readonly metric: IMetric;
  /** From how many on. */
  readonly from: number;
  readonly description: string;
}

/** Alarms that all tell the same people. */
export class ArchiveAlarms {
  readonly #scope: Construct;
  readonly #actions: readonly IAlarmAction[];
  readonly #alarms: Alarm[] = [];

  constructor(scope: Construct, actions: readonly IAlarmAction[] = []) {
    this.#scope = scope;
    this.#actions = actions;
  }

  get all(): readonly Alarm[] {
    return [...this.#alarms];
  }

  /** Of something that happens. */
  of({ id, metric, from, description }: ArchiveAlarmSpec): void {
    this.#add(
      new Alarm(this.#scope, id, {
        metric,
        threshold: from,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
        alarmDescription: description,
      }),
    );
  }

  /**
   * Of something that does not happen.
   *
   * @param metric of one day
   * @throws ConfigurationError
   */
  ofSilence(metric: (options: { readonly period: Duration; readonly statistic: string }) => IMetric, days: number | undefined): void {
    if (days === undefined) return;
    if (!Number.isInteger(days) || days < 1 || days > MAX_SILENCE_DAYS)
      throw new ConfigurationError(`silenceDays: a whole number from 1 to ${MAX_SILENCE_DAYS}; it is ${days}.`);
    this.#add(
      new Alarm(this.#scope, 'Silence', {
        metric: metric({ period: Duration.days(1), statistic: 'Sum' }),
        threshold: 1,
        evaluationPeriods: days,
        comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
        treatMissingData: TreatMissingData.BREACHING,
        alarmDescription: `No archiving run has succeeded, or was left to one under way, for ${days} days.`,
      }),
    );
  }

  #add(alarm: Alarm): void {
    for (const action of this.#actions) alarm.addAlarmAction(action);
    this.#alarms.push(alarm);
  }
}
