// Code in the docs comes from files that are compiled and run. A block under `<!-- snippet: docs/snippets/readme.ts#declare -->` is that region of that
// file. `node scripts/docs.mjs` writes the blocks; with `--check` it fails where one differs.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const check = process.argv.includes('--check');
const pages = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter(Boolean);
const BLOCK = /(<!-- snippet: (\S+)#(\S+) -->\n)```(\w+)\n(?:[\s\S]*?\n)??```$/gm; // a block may be empty: the text up to the next one is not its code

function region(file, name) {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  const start = lines.findIndex(line => line.trim() === `// #region ${name}`);
  const end = lines.findIndex((line, index) => index > start && line.trim() === '// #endregion');
  if (start < 0 || end < 0) throw new Error(`${file} has no region ${name}`);
  const body = lines.slice(start + 1, end);
  const indent = Math.min(...body.filter(line => line.trim() !== '').map(line => line.length - line.trimStart().length));
  return body.map(line => line.slice(indent)).join('\n');
}

let stale = 0;
for (const page of pages) {
  const text = readFileSync(join(root, page), 'utf8');
  const fresh = text.replace(BLOCK, (_, marker, file, name, language) => `${marker}\`\`\`${language}\n${region(file, name)}\n\`\`\``);
  if (fresh === text) continue;
  stale += 1;
  if (check) console.error(`${page}: a code block is not what its snippet says. Run \`npm run docs\`.`);
  else writeFileSync(join(root, page), fresh);
}
for (const shown of readdirSync(join(root, 'docs/snippets'))) {
  const file = `docs/snippets/${shown}`;
  for (const [, name] of readFileSync(join(root, file), 'utf8').matchAll(/^ *\/\/ #region (\S+)$/gm)) {
    if (pages.some(page => readFileSync(join(root, page), 'utf8').includes(`<!-- snippet: ${file}#${name} -->`))) continue;
    stale += 1;
    console.error(`${file}: no page shows the region ${name}.`);
  }
}
if (check && stale > 0) process.exit(1);
