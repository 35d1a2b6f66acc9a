import type { Observer } from '@tempest-ts/tempest/extend';
import type { PreflightFinding } from './preflight-report.js';

/** What an operation goes on in spite of: the findings that keep none from beginning. */
export function warningsOf(findings: readonly PreflightFinding[]): readonly PreflightFinding[] {
  return Object.freeze(findings.filter(({ severity }) => severity === 'warning'));
}

/**
 * Tells the application's logger of warnings, a line each.
 *
 * @param operation what the caller called
 */
export function tellWarnings(observer: Observer | undefined, operation: string, warnings: readonly PreflightFinding[]): void {
  for (const { code, table, message, cause } of warnings) {
    // What the services answer has no place in a log.
    const text = cause instanceof Error ? message.replace(` ${cause.message}`, '') : message;
    observer?.warned('run.warning', { operation, code, table }, text);
  }
}
