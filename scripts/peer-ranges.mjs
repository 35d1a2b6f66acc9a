// All packages share one version, and one that has another as its peer wants it as new as it is itself, or newer, up to the next major. `npm run version-packages` writes that after each
// new version. Changesets writes no range that the new version is still in, and makes a package a major where its peer leaves the range: before 1.0.0 `^` would have every minor do that.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PACKAGES } from './packages.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const check = process.argv.includes('--check');

for (const name of PACKAGES) {
  const file = join(root, 'packages', name, 'package.json');
  const text = readFileSync(file, 'utf8');
  const manifest = JSON.parse(text);
  const { version, peerDependencies = {} } = manifest;
  const [major] = version.split('.').map(Number);
  for (const peer of Object.keys(peerDependencies)) {
    if (peer.startsWith('@tempest-ts/')) peerDependencies[peer] = major === 0 ? `>=${version} <1.0.0` : `^${version}`;
  }
  const fresh = `${JSON.stringify(manifest, null, 2)}\n`;
  if (fresh === text) continue;
  if (!check) writeFileSync(file, fresh);
  else {
    console.error(`packages/${name}/package.json: its peers have other ranges. Run \`node scripts/peer-ranges.mjs\`.`);
    process.exitCode = 1;
  }
}
