import * as z from 'zod/mini';
import { CheckpointError } from '../errors.js';
import { type RunDescription, refuseDry } from '../walk/run-position.js';

const format = z.object({
  version: z.literal(1),
  import: z.record(z.string(), z.unknown()),
  dryRun: z.optional(z.literal(true)),
  /** All files before this one are done. */
  before: z.int().check(z.minimum(0)),
  /** Of those behind, by their place in the manifest: lines that are dealt with, or all. */
  files: z.record(z.string().check(z.regex(/^\d+$/)), z.union([z.literal('done'), z.int().check(z.minimum(0))])),
});

/** Where an import is, file by file. Its text is what checkpoints hold: as short for thousands of files as for few. */
export class ImportPosition {
  readonly #run: RunDescription;
  readonly #dryRun: boolean;
  #before = 0;
  readonly #files = new Map<number, number | 'done'>();

  /** @param dryRun whether it imports nothing: what lies before its place is not there */
  constructor(run: RunDescription, dryRun = false) {
    this.#run = run;
    this.#dryRun = dryRun;
  }

  /**
   * The position that a checkpoint tells of.
   *
   * @throws CheckpointError where it is none, that of another import, or a dry run's and this is none
   */
  static of(text: string, run: RunDescription, dryRun = false): ImportPosition {
    const position = new ImportPosition(run, dryRun);
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      json = undefined;
    }
    const parsed = format.safeParse(json);
    const anew = 'Clear its store, or leave `resumeFrom` out, and the import begins anew; rows that are there already stay.';
    if (!parsed.success)
      throw new CheckpointError('unreadable', `The checkpoint is none of an import that this version of the library reads. ${anew}`, {
        cause: parsed.error,
      });
    const names = [...new Set([...Object.keys(run), ...Object.keys(parsed.data.import)])];
    const differing = names.filter(name => JSON.stringify(run[name]) !== JSON.stringify(parsed.data.import[name]));
    if (differing.length > 0)
      throw new CheckpointError('other-run', `The checkpoint is that of another import: ${differing.join(', ')} differ. ${anew}`);
    if (parsed.data.dryRun) refuseDry(dryRun);
    position.#before = parsed.data.before;
    for (const [index, place] of Object.entries(parsed.data.files)) position.#files.set(Number(index), place);
    return position;
  }

  /** Lines of a file that are dealt with, or all of them. */
  of(index: number): number | 'done' {
    return index < this.#before ? 'done' : (this.#files.get(index) ?? 0);
  }

  reached(index: number, place: number | 'done'): void {
    this.#files.set(index, place);
    while (this.#files.get(this.#before) === 'done') {
      this.#files.delete(this.#before);
      this.#before += 1;
    }
  }

  get filesDone(): number {
    return this.#before + [...this.#files.values()].filter(place => place === 'done').length;
  }

  toString(): string {
    const dry = this.#dryRun && { dryRun: true };
    return JSON.stringify({ version: 1, import: this.#run, ...dry, before: this.#before, files: Object.fromEntries(this.#files) });
  }
}
