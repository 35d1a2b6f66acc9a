import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const bench = fileURLToPath(new URL('../..', import.meta.url));
const PACKAGES = [
  '@aws-sdk/client-dynamodb',
  '@aws-sdk/client-s3',
  '@aws-sdk/lib-dynamodb',
  '@dynoxide/linux-x64',
  '@typedorm/core',
  'dynamodb-onetable',
  'dynamodb-toolbox',
  'dynamoose',
  'electrodb',
  'esbuild',
  'typescript',
];

/** The versions of what is measured, and of what measures. */
export function installedVersions(): Readonly<Record<string, string>> {
  const found = PACKAGES.flatMap(name => {
    const file = [bench, join(bench, '..')]
      .map(folder => join(folder, 'node_modules', name, 'package.json'))
      .find(path => existsSync(path));
    return file === undefined ? [] : [[name, String(JSON.parse(readFileSync(file, 'utf8')).version)] as const];
  });
  return Object.fromEntries(found);
}
