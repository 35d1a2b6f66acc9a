import { open, readFile, rename, rm } from 'node:fs/promises';
import type { CheckpointStore } from './checkpoint-store.js';

const isMissing = (error: unknown): boolean => (error as { readonly code?: unknown } | undefined)?.code === 'ENOENT';

/**
 * Keeps a run's checkpoint in a file, whose directory exists. Beside it, a file with `.new` behind its name comes and goes.
 *
 * @example
 * await db.archiveOldData({ checkpoints: fileCheckpoints('/var/lib/my-app/archive.checkpoint') });
 */
export function fileCheckpoints(path: string): CheckpointStore {
  const fresh = `${path}.new`;
  return {
    load: async () => {
      try {
        return await readFile(path, 'utf8');
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    save: async checkpoint => {
      const file = await open(fresh, 'w');
      try {
        await file.writeFile(checkpoint);
        await file.sync(); // the rename must not be on the disk before the text is
      } finally {
        await file.close();
      }
      await rename(fresh, path);
    },
    clear: async () => {
      await rm(path, { force: true });
      await rm(fresh, { force: true });
    },
  };
}
