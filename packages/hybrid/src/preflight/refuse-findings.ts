import { PreflightError } from './preflight-error.js';
import type { PreflightFinding } from './preflight-report.js';

/**
 * Throws what a run must not begin with.
 *
 * @param call what the caller called
 */
export function refuseFindings(findings: readonly PreflightFinding[], call: string): void {
  const fault = findings.find(({ severity }) => severity === 'error');
  if (fault) throw fault.cause;
  const refused = findings.filter(({ severity }) => severity === 'refused');
  if (refused.length > 0) throw new PreflightError(refused, call);
}
