/** How `tempest-hybrid` ends, for schedulers and scripts. */
export const EXIT_CODE = Object.freeze({
  /** Done, and nothing to look at. */
  ok: 0,
  /** An error ended it: a request failed, a permission is missing, a bucket is not there. */
  failed: 1,
  /** The command line, the config file or what it was given is not right. Nothing was changed. */
  usage: 2,
  /** Ended with something to look at: items that stayed, problems that `verify` found, an erasure that needs its second pass, a run that `--max-fraction` ended. */
  findings: 3,
  /** It refused to begin, or the answer to its question was no. Nothing was changed. */
  refused: 4,
  /** Done, but the page that `--html` asks for could not be written. What the command printed stands. */
  noReport: 5,
  /** It only looks, and stopped before its end, by a signal, a deadline or a limit. It keeps nothing: the next begins anew. */
  partial: 6,
  /** Stopped before its end, by a signal, a deadline or a limit: run it again, and it goes on. The number is sysexits.h's EX_TEMPFAIL. */
  stopped: 75,
} as const);

export type ExitCode = (typeof EXIT_CODE)[keyof typeof EXIT_CODE];
