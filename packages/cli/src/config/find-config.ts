import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CliError } from '../errors.js';

/** What a config file may be called, in the order in which they are looked for. */
export const CONFIG_NAMES: readonly string[] = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map(
  extension => `tempest-hybrid.config.${extension}`,
);

/** The nearest file of one of those names, in a folder or those above it. */
export function findUp(names: readonly string[], from: string): string | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const found = names.map(name => join(folder, name)).find(file => existsSync(file));
    if (found !== undefined) return found;
    if (dirname(folder) === folder) return undefined;
  }
}

/**
 * The config file: the one that the command line names, else the nearest.
 *
 * @throws CliError where there is none
 */
export function findConfig(named: string | undefined, cwd: string): string {
  if (named !== undefined) {
    const file = resolve(cwd, named);
    if (existsSync(file)) return file;
    throw new CliError(`There is no config file ${file}. Correct --config, or make one: tempest-hybrid init.`);
  }
  const found = findUp(CONFIG_NAMES, cwd);
  if (found !== undefined) return found;
  throw new CliError(
    `No ${CONFIG_NAMES[0]} in ${cwd}, nor in a folder above it. Make one: tempest-hybrid init. Or name yours: --config FILE.`,
  );
}
