import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CliError } from '../errors.js';
import type { CliConfig } from './define-config.js';
import { findUp } from './find-config.js';

const EXAMPLE = 'export default defineConfig({ database: UserDatabase, hybrid: { s3Config: { bucketName } } })';
const KNOWN = ['database', 'options', 'hybrid'];

/** The default export, which a module that was CommonJS holds one level deeper. */
function defaultExport(loaded: unknown): unknown {
  const outer = (loaded as { readonly default?: unknown } | undefined)?.default;
  const inner = (outer as { readonly default?: unknown } | undefined)?.default;
  return inner ?? outer;
}

/** @throws CliError */
function checkConfig(value: unknown, file: string): CliConfig {
  const refuse = (why: string): never => {
    throw new CliError(`${file}: ${why}. It says: ${EXAMPLE}.`);
  };
  if (typeof value !== 'object' || value === null) return refuse('its default export is no config');
  const { database, hybrid } = value as Partial<CliConfig>;
  const unknown = Object.keys(value).find(name => !KNOWN.includes(name));
  if (unknown !== undefined) refuse(`there is no option ${unknown}, only ${KNOWN.join(', ')}`);
  if (typeof database !== 'function') refuse('`database` is the class of the database, not an object of it');
  if (typeof hybrid !== 'object' || hybrid === null) refuse('`hybrid` is the config of HybridLogicalDb.create()');
  return value as CliConfig; // the rest is checked where it is used
}

/**
 * Loads a config file and what it imports, TypeScript and decorators of both dialects included, as the nearest tsconfig.json has them compiled.
 *
 * @throws CliError that carries what the file threw as its cause
 */
export async function loadConfig(file: string): Promise<CliConfig> {
  const { tsImport } = await import('tsx/esm/api'); // here, as it takes longer to load than all of the rest, and `init`, `--help` need none
  const tsconfig = findUp(['tsconfig.json'], dirname(file));
  const url = pathToFileURL(file).href;
  let loaded: unknown;
  try {
    loaded = await tsImport(url, { parentURL: url, tsconfig: tsconfig ?? false });
  } catch (cause) {
    throw new CliError(`${file} could not be loaded: ${(cause as Error | undefined)?.message ?? String(cause)}`, undefined, { cause });
  }
  return checkConfig(defaultExport(loaded), file);
}
