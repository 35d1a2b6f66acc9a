import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourceFiles } from './source-files.js';

const installed = fileURLToPath(new URL('../../../node_modules', import.meta.url));

/** What `tsc --init` recommends of checks, and no more. Every project is compiled alike. */
const COMPILER_OPTIONS = {
  target: 'ES2022',
  lib: ['ES2023', 'ESNext.Decorators', 'ESNext.Disposable'],
  module: 'NodeNext',
  moduleResolution: 'NodeNext',
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  noEmit: true,
  types: ['node'],
};

/** Puts a project into a new folder. It finds what this repository has installed, and the packages as they are built. */
export async function writeProject(folder: string, files: SourceFiles): Promise<void> {
  await mkdir(folder);
  await symlink(installed, join(folder, 'node_modules'), 'junction');
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: COMPILER_OPTIONS, files: [...files.keys()] }));
  for (const [name, text] of files) await writeFile(join(folder, name), text);
}
