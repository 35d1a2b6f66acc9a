import { createHash, randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, read as readFd, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { BucketSettings, ObjectStore, SavedBucket } from './object-store.js';
import type { ObjectVersion } from './object-version.js';

const readAt = promisify(readFd);

/** What is recorded of one key, in a file of its own. */
interface KeyFile {
  readonly key: string;
  readonly versions: readonly ObjectVersion[];
}

const TEMPORARY = '.tmp';
/** Key files read at once while loading. */
const LOAD_CONCURRENCY = 64;

/**
 * Keeps bodies and keys as files:
 *
 *     <directory>/bodies/<2 hex digits>/<random id>
 *     <directory>/buckets/<bucket>/bucket.json
 *     <directory>/buckets/<bucket>/keys/<2 hex digits>/<SHA-256 of the key>.json
 *
 * No part of a file's name comes from an object's key, so no key can reach outside the directory. A body belongs to an object from the moment a key's
 * file names it, and those files are replaced by renaming: a crash leaves the old state or the new one, and bodies that `load` removes. Nothing is
 * synced to the device: power cuts are not what tests are about. One server at a time may use a directory.
 */
export class DiskObjectStore implements ObjectStore {
  readonly #bodies: string;
  readonly #buckets: string;
  readonly #pending = new Set<Promise<void>>();

  constructor(directory: string) {
    this.#bodies = join(directory, 'bodies');
    this.#buckets = join(directory, 'buckets');
  }

  async load(): Promise<readonly SavedBucket[]> {
    await Promise.all([mkdir(this.#bodies, { recursive: true }), mkdir(this.#buckets, { recursive: true })]);
    const names = await readdir(this.#buckets);
    const saved = await Promise.all(names.map(name => this.#loadBucket(name)));
    const buckets = saved.filter(bucket => bucket !== undefined);
    await this.#removeUnnamedBodies(buckets);
    return buckets;
  }

  saveBucket(settings: BucketSettings): void {
    replaceFile(join(this.#buckets, settings.name, 'bucket.json'), JSON.stringify(settings));
  }

  removeBucket(name: string): void {
    rmSync(join(this.#buckets, name), { recursive: true, force: true });
  }

  async addBody(body: Buffer): Promise<string> {
    const id = randomBytes(16).toString('hex');
    const path = this.#bodyPath(id);
    await writeFile(path, body).catch(async (error: NodeJS.ErrnoException) => {
      // The folder is made when the first body needs it.
      if (error.code !== 'ENOENT') throw error;
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, body);
    });
    return id;
  }

  async readBody(id: string, start: number, end: number): Promise<Buffer> {
    // Opened in the caller's turn: a write that replaces the object a moment later removes the name, not the open file.
    const fd = openSync(this.#bodyPath(id), 'r');
    try {
      const { bytesRead, buffer } = await readAt(fd, Buffer.alloc(end - start), 0, end - start, start);
      if (bytesRead !== end - start) throw new RangeError(`the file of body ${id} is shorter than its object`);
      return buffer;
    } finally {
      closeSync(fd);
    }
  }

  removeBody(id: string): void {
    const removal: Promise<void> = rm(this.#bodyPath(id), {
      force: true,
    }).finally(() => this.#pending.delete(removal));
    this.#pending.add(removal);
  }

  saveKey(bucket: string, key: string, versions: readonly ObjectVersion[]): void {
    const digest = createHash('sha256').update(key).digest('hex');
    const path = join(this.#buckets, bucket, 'keys', digest.slice(0, 2), `${digest}.json`);
    const file: KeyFile = { key, versions };
    if (versions.length === 0) rmSync(path, { force: true });
    else replaceFile(path, JSON.stringify(file));
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#pending);
  }

  #bodyPath(id: string): string {
    return join(this.#bodies, id.slice(0, 2), id);
  }

  async #loadBucket(name: string): Promise<SavedBucket | undefined> {
    const folder = join(this.#buckets, name);
    const files = await readdir(folder, { recursive: true });
    await Promise.all(files.filter(file => file.endsWith(TEMPORARY)).map(file => rm(join(folder, file))));
    // Without it the bucket was being created or removed when the earlier run ended.
    if (!files.includes('bucket.json')) {
      await rm(folder, { recursive: true });
      return undefined;
    }
    // Files are written by this class alone.
    const settings = JSON.parse(await readFile(join(folder, 'bucket.json'), 'utf8')) as BucketSettings;
    const objects = new Map<string, readonly ObjectVersion[]>();
    const keyFiles = files.filter(file => file.startsWith('keys') && file.endsWith('.json'));
    for (let i = 0; i < keyFiles.length; i += LOAD_CONCURRENCY) {
      const contents = await Promise.all(keyFiles.slice(i, i + LOAD_CONCURRENCY).map(file => readFile(join(folder, file), 'utf8')));
      for (const content of contents) {
        const { key, versions } = JSON.parse(content) as KeyFile;
        objects.set(key, versions);
      }
    }
    return { settings, objects };
  }

  async #removeUnnamedBodies(buckets: readonly SavedBucket[]): Promise<void> {
    const named = new Set<string>();
    for (const { objects } of buckets) {
      for (const version of [...objects.values()].flat()) if (!version.isDeleteMarker) named.add(version.bodyId);
    }
    for (const folder of await readdir(this.#bodies)) {
      for (const id of await readdir(join(this.#bodies, folder))) if (!named.has(id)) await rm(join(this.#bodies, folder, id));
    }
  }
}

/** Writes a file so that a reader, or a later run, finds the old content or the new one. */
function replaceFile(path: string, content: string): void {
  const temporary = path + TEMPORARY;
  try {
    writeFileSync(temporary, content);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, content);
  }
  renameSync(temporary, path);
}
