/** What one measured run gives: named numbers, and texts such as versions. */
export type Values = Readonly<Record<string, number | string>>;

/** A measurement: of whom, at which size, and what it was. */
export interface Measured {
  /** A peer, a layout, a phase: what the tables have a row of and the plots a line. */
  readonly subject: string;
  /** What is varied, where anything is: pointers, rows, bytes. */
  readonly x?: number;
  readonly values: Values;
}

/** A measurement as it is kept: of which job and round. */
export interface Sample extends Measured {
  readonly job: string;
  readonly round: number;
}

/** What a job's module exports: it runs in a process of its own and returns what it measured. */
export interface JobModule<Arguments = never> {
  measure(args: Arguments): Promise<readonly Measured[]>;
}

/** One thing to be measured once a round, in a process of its own. */
export interface Job {
  /** Within the suite; names its samples in the raw results. */
  readonly id: string;
  /** Of a {@link JobModule}. */
  readonly module: URL;
  /** What `measure` is called with: plain JSON. */
  readonly args: object;
  /** Flags of Node, such as `--max-old-space-size=192`. */
  readonly nodeFlags?: readonly string[];
}

/** What the command line asked for, besides which suites. */
export interface SuiteOptions {
  /** Small and short: whether everything runs and agrees, not how fast it is. */
  readonly quick: boolean;
  /** The commits data, where it is there. */
  readonly file: string | undefined;
  /** Records of the file to take. */
  readonly limit: number;
  /** Table sizes of the suites that grow a table; `undefined`: the suite's own. */
  readonly rows: readonly number[] | undefined;
}

/** A table of the report; the first column names the row. */
export interface ReportTable {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A point of a plot: a median, with the least and the most that were measured. */
export interface PlotPoint {
  readonly x: number | string;
  readonly y: number;
  readonly min: number;
  readonly max: number;
}

/** A plot of the report. */
export interface Plot {
  /** The file's name without its ending. */
  readonly name: string;
  readonly title: string;
  /** `bar`: by categories; `line`: by numbers, in logarithmic steps where `log`. */
  readonly kind: 'bar' | 'line';
  readonly x: { readonly label: string; readonly log?: boolean };
  readonly y: { readonly label: string; readonly log?: boolean };
  readonly series: readonly { readonly name: string; readonly dashed?: boolean; readonly points: readonly PlotPoint[] }[];
}

/** What a suite says of its samples. */
export interface Report {
  readonly tables: readonly ReportTable[];
  readonly plots: readonly Plot[];
  /** What must hold whatever the machine and does not, in sentences: the run fails. Never a matter of time. */
  readonly faults: readonly string[];
}

/** One suite. */
export interface Suite {
  readonly name: string;
  readonly title: string;
  /** What is measured, and how: the report's text. */
  readonly about: string;
  /** Rounds of a full run, where none are asked for. */
  readonly rounds: number;
  /** Why it cannot run as asked; `undefined` where it can. */
  lacks?(options: SuiteOptions): string | undefined;
  jobs(options: SuiteOptions): readonly Job[];
  report(samples: readonly Sample[]): Report;
}
