/** Options of every report. */
export interface ReportOptions {
  /** When the report was made, as it says. */
  readonly madeAt: Date;
  /** The page's title. Default: what it is a report of. */
  readonly title?: string | undefined;
}

/** `2026-11-29 21:30 UTC`. */
export const moment = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
