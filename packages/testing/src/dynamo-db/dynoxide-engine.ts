import { access, constants, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LOOPBACK } from '../process/reserve-port.js';
import type { Engine } from './engine.js';
import { installedPackageFolder } from './installed-package.js';

const DATABASE_FILE = 'dynoxide.sqlite';

/** The bundled binary, an optional dependency of this package; `undefined` where the platform has none. */
export async function findDynoxide(): Promise<Engine | undefined> {
  const folder = installedPackageFolder(`@dynoxide/${process.platform}-${process.arch}`);
  if (folder === undefined) return undefined;
  const executable = join(folder, process.platform === 'win32' ? 'dynoxide.exe' : 'dynoxide');
  const usable = await access(executable, constants.X_OK).then(
    () => true,
    () => false,
  );
  return usable ? dynoxideEngine(executable) : undefined;
}

/** The engine of a given executable. */
export function dynoxideEngine(executable: string): Engine {
  return {
    name: 'dynoxide',
    async command({ port, directory }) {
      if (directory !== undefined) await mkdir(directory, { recursive: true });
      const storage = directory === undefined ? [] : ['--db-path', join(directory, DATABASE_FILE)];
      return {
        executable,
        args: ['--host', LOOPBACK, '--port', String(port), ...storage],
        readyOutput: 'listening on',
      };
    },
  };
}
