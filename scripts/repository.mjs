// Where the project lives is said once, in the repository's own package.json: `repository`, `homepage`, `bugs`. npm's provenance wants it in every published package, and errors link
// to the documentation. `node scripts/repository.mjs` copies it there; `node scripts/repository.mjs OWNER/NAME` changes it first, to a repository of GitHub and its Pages. With `--check` nothing
// is written: it fails where a copy differs, or where what is said is not OWNER/NAME.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PACKAGES } from './packages.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const check = process.argv.includes('--check');
const [wanted] = process.argv.slice(2).filter(word => !word.startsWith('--'));
const SOURCE = 'packages/tempest/src/error-documentation.ts';
const CONSTANT = /(?<=^const DOCUMENTATION_URL = ')[^']*(?=';$)/m;

const read = file => readFileSync(join(root, file), 'utf8');
let stale = 0;
function write(file, text) {
  if (text === read(file)) return;
  stale += 1;
  if (check) console.error(`${file}: it does not say where the project lives as package.json does. Run \`node scripts/repository.mjs\`.`);
  else writeFileSync(join(root, file), text);
}

/** A package.json that says it, behind its licence. */
function withPlace(file, { homepage, bugs, repository }) {
  const { homepage: _homepage, bugs: _bugs, repository: _repository, ...manifest } = JSON.parse(read(file));
  const fields = Object.entries(manifest);
  const behind = fields.findIndex(([name]) => name === 'license') + 1;
  fields.splice(behind, 0, ['homepage', homepage], ['bugs', bugs], ['repository', repository]);
  write(file, `${JSON.stringify(Object.fromEntries(fields), null, 2)}\n`);
}

/** Of GitHub, and of its Pages. */
function placeOf(name) {
  const [, owner, repository] = /^([\w-]+)\/([\w.-]+)$/.exec(name) ?? [];
  if (owner === undefined) throw new Error(`${name} is not OWNER/NAME`);
  return {
    homepage: `https://${owner.toLowerCase()}.github.io/${repository}`,
    bugs: `https://github.com/${owner}/${repository}/issues`,
    repository: { type: 'git', url: `git+https://github.com/${owner}/${repository}.git` },
  };
}

const place = wanted === undefined || check ? JSON.parse(read('package.json')) : placeOf(wanted);
if (wanted !== undefined && check && place.repository.url !== placeOf(wanted).repository.url) {
  console.error(
    `package.json says that the project lives at ${place.repository.url}, and this is ${wanted}: npm would refuse its provenance. Run \`node scripts/repository.mjs ${wanted}\`.`,
  );
  process.exitCode = 1;
}
withPlace('package.json', place);
for (const name of PACKAGES) {
  withPlace(`packages/${name}/package.json`, { ...place, repository: { ...place.repository, directory: `packages/${name}` } });
}
write(SOURCE, read(SOURCE).replace(CONSTANT, place.homepage));
if (check && stale > 0) process.exitCode = 1;
