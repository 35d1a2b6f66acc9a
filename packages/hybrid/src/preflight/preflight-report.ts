import type { ArchiveRisk } from '../control/safeguards.js';

/** What keeps a run from starting, whatever the config says. */
export type PreflightFault =
  /** A table is missing, is not as declared, or may not be described or written. */
  | 'table'
  /** The bucket is missing, elsewhere, somebody else's, or may not be written or read; or its encryption key may not be used. */
  | 'bucket';

/** What a run goes on with, and tells. */
export type PreflightWarning =
  /** The table was restored from a backup of another, and shares its objects: "Verifying and sweeping" in the guide. */
  | 'copied-table'
  /** Consumers of the table's stream see every move as a change. */
  | 'stream'
  /** Consumers of the table's Kinesis stream do. */
  | 'kinesis-stream'
  /** No reader has yet shown that it can read the archive, or one of `archivalConfig.readers` has not. */
  | 'reader-unconfirmed'
  /** The store overwrites in spite of `If-None-Match`: every object's key will end in `~` and an id. */
  | 'conditional-put-ignored'
  /** Something could not be looked at. */
  | 'not-checked'
  /** Items move when they are less than a day old: mostly a unit that was meant to be another. */
  | 'short-age'
  /** A risk that `archivalConfig.allow` names. */
  | 'allowed-risk';

/** One thing that a preflight found. */
export interface PreflightFinding {
  readonly severity: 'error' | 'refused' | 'warning';
  readonly code: PreflightFault | ArchiveRisk | PreflightWarning;
  /** What it is, what it leads to, and what to do. */
  readonly message: string;
  /** The name that requests are sent to; left out where it is about the bucket. */
  readonly table?: string;
  readonly cause?: unknown;
}

/** What `preflight()` found. */
export interface PreflightReport {
  /** Whether `archiveOldData()` would start. */
  readonly ok: boolean;
  /** Errors first, then what is refused, then warnings. */
  readonly findings: readonly PreflightFinding[];
}

const ORDER = ['error', 'refused', 'warning'];

/** Puts what was found in order. */
export function preflightReport(findings: readonly PreflightFinding[]): PreflightReport {
  const sorted = [...findings].sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
  return Object.freeze({ ok: sorted.every(finding => finding.severity === 'warning'), findings: Object.freeze(sorted) });
}

/** A risk that was found: refused, unless the config allows it. */
export function risk(code: ArchiveRisk, message: string, allow: readonly ArchiveRisk[], table?: string): PreflightFinding {
  const place = table === undefined ? {} : { table };
  if (allow.includes(code))
    return { severity: 'warning', code: 'allowed-risk', message: `${message} Allowed by archivalConfig.allow.`, ...place };
  return { severity: 'refused', code, message: `${message} To archive all the same: archivalConfig: { allow: ['${code}'] }.`, ...place };
}
