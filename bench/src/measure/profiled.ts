import { mkdir, writeFile } from 'node:fs/promises';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';

/** Runs a step under V8's sampling profiler and writes `<folder>/<name>.cpuprofile`; without a folder, just runs it. */
export async function profiled<T>(name: string, folder: string | undefined, step: () => Promise<T>): Promise<T> {
  if (folder === undefined) return step();
  await mkdir(folder, { recursive: true });
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.start');
    const result = await step();
    const { profile } = await session.post('Profiler.stop');
    await writeFile(join(folder, `${name}.cpuprofile`), JSON.stringify(profile));
    return result;
  } finally {
    session.disconnect();
  }
}
