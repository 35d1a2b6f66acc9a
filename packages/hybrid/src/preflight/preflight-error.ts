import { TempestError } from '@tempest-ts/tempest';
import type { PreflightFinding } from './preflight-report.js';

/** `archiveOldData()`, or a call that does a part of it, found something that would endanger what it archives, and moved nothing. `preflight()` tells the same. */
export class PreflightError extends TempestError {
  readonly code = 'PREFLIGHT_REFUSED';
  /** What it was refused for; at least one. */
  readonly findings: readonly PreflightFinding[];

  constructor(findings: readonly PreflightFinding[], call = 'archiveOldData()') {
    super(`${call} moved nothing: ${findings.map(({ message }) => message).join(' ')}`);
    this.findings = findings;
  }
}
