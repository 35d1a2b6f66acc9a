import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { JobModule } from '../harness/suite.js';
import { bundle } from '../import/bundle.js';

/** A program, bundled whole and started once. */
export interface StartArguments {
  readonly subject: string;
  /** Prints what it measured of itself when it has its first item. */
  readonly program: string;
}

export const measure: JobModule<StartArguments>['measure'] = async ({ subject, program }) => {
  const folder = await mkdtemp(join(tmpdir(), 'tempest-start-'));
  try {
    const { bytes, text } = await bundle(program, []);
    const file = join(folder, 'bundle.mjs');
    await writeFile(file, text);
    const { stdout } = await promisify(execFile)(process.execPath, [file]);
    return [
      {
        subject,
        values: { bytes, ...(JSON.parse(stdout) as { readonly wallMs: number; readonly cpuMs: number; readonly items: number }) },
      },
    ]; // the program printed it
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
