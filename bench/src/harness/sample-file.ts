import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Measured, Sample } from './suite.js';

/** Of a suite's run: when, where, and how often. */
export interface RunNote {
  readonly startedAt: string;
  readonly machine: string;
  /** Processes that waited for a core during the minute before the run. */
  readonly load: number;
  readonly cores: number;
  readonly rounds: number;
  /** Packages and their versions. */
  readonly versions: Readonly<Record<string, string>>;
}

/** One job in one round: what it measured. */
interface Entry {
  readonly job: string;
  readonly round: number;
  readonly measured: readonly Measured[];
}

/** The raw results of a suite, in a folder: written as they come, so that a run that ended early can be gone on with. */
export class SampleFile {
  readonly #folder: string;
  readonly #note: string;
  readonly #entries: string;

  constructor(folder: string, suite: string) {
    this.#folder = folder;
    this.#note = join(folder, `${suite}.json`);
    this.#entries = join(folder, `${suite}.ndjson`);
  }

  get exists(): boolean {
    return existsSync(this.#note) && existsSync(this.#entries);
  }

  /** Begins anew. */
  async begin(note: RunNote): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await writeFile(this.#entries, '');
    await writeFile(this.#note, `${JSON.stringify(note, null, 2)}\n`);
  }

  /** Goes on with what is there. */
  async resume(): Promise<void> {
    const lines = await this.#lines();
    await writeFile(this.#entries, lines.map(line => `${line}\n`).join(''));
  }

  async add(job: string, round: number, measured: readonly Measured[]): Promise<void> {
    await appendFile(this.#entries, `${JSON.stringify({ job, round, measured } satisfies Entry)}\n`);
  }

  async read(): Promise<{ readonly note: RunNote; readonly samples: readonly Sample[]; has(job: string, round: number): boolean }> {
    const note = JSON.parse(await readFile(this.#note, 'utf8')) as RunNote; // `begin` wrote it
    const entries = (await this.#lines()).map(line => JSON.parse(line) as Entry); // `add` wrote it
    const done = new Set(entries.map(({ job, round }) => `${round} ${job}`));
    return {
      note,
      samples: entries.flatMap(({ job, round, measured }) => measured.map(each => ({ ...each, job, round }))),
      has: (job, round) => done.has(`${round} ${job}`),
    };
  }

  /** Without the half line that a run that was killed may have left. */
  async #lines(): Promise<readonly string[]> {
    return (await readFile(this.#entries, 'utf8')).split('\n').slice(0, -1);
  }
}
