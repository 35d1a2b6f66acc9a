// Does what pages say, as a reader does who copies files and commands: every file that a page shows is written to an empty folder, and every `sh` block is run there in order, by one bash.
// The packages are packed and installed as docs/start.md says, so that a package which its commands leave out is missed here too. A block under `<!-- another terminal -->` runs beside the
// rest until the end; one under `<!-- in the checkout -->` in the repository; one under `<!-- not run: why -->` is left out. Run `npm run build` first.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const BLOCK = /(?:<!-- (?<marker>[^>]*?) -->\n)?```(?<language>\w+)\n(?<body>[\s\S]*?)```$/gm;
const SNIPPET = /^snippet: (?<file>docs\/walk-through\/\S+)#file$/;
const AWAIT_ENV = 'for _ in $(seq 600); do [ -s local.env ] && break; sleep 0.1; done';

/** What a page must print when its commands are run; and what must be the same however often it is printed. */
const pages = {
  'start.md': { prints: ['1 session moved to S3', 's1 long ago sessions/ada/s1.json', 's2 just now in DynamoDB'] },
  'guide/from-plan-to-rollback.md': {
    prints: [
      'exit code 3',
      'Archiving can begin.',
      'would move',
      'exit code 75',
      '50 of them came from S3',
      'not to the end, 50 items archived, 0 errors',
      'UserSession in user_sessions: nothing is overdue',
      '417 of them came from S3',
      'Clean: every archived item can be read.',
      '417 items restored',
      'released',
      '600 sessions, all of them in DynamoDB',
      '417 found unreferenced for the first time',
    ],
    same: /^600 sessions, [0-9a-f]{16}$/gm,
  },
};

/** npm looks into its cache before it asks anybody, and is brief. */
const QUICK_NPM = {
  npm_config_prefer_offline: 'true',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_update_notifier: 'false',
};

/** The bash program of a page, and the files that it shows. */
function readPage(page) {
  const commands = [];
  const files = {};
  for (const { groups } of readFileSync(join(root, 'docs', page), 'utf8').matchAll(BLOCK)) {
    const { marker = '', language, body } = groups;
    const shown = SNIPPET.exec(marker)?.groups.file;
    if (shown) files[basename(shown)] = body;
    if (language !== 'sh' || marker.startsWith('not run')) continue;
    const shownAs = `set -x\n${body}{ set +x; } 2>/dev/null`;
    if (marker === 'another terminal') commands.push(`set -m\n{\n${body}} >/dev/null 2>&1 &\nbeside=$!\nset +m\n${AWAIT_ENV}`);
    else if (marker === 'in the checkout') commands.push(`pushd "$CHECKOUT" >/dev/null\n${shownAs}\npopd >/dev/null`);
    else commands.push(shownAs);
  }
  return {
    files,
    program: `set -euo pipefail\nbeside=\ntrap '[ -z "$beside" ] || kill -- -"$beside"; wait' EXIT\n${commands.join('\n')}\n`,
  };
}

const temporary = mkdtempSync(join(tmpdir(), 'tempest-walk-through-'));

async function check(page, { prints, same }, folder) {
  const { files, program } = readPage(page);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const env = { ...process.env, ...QUICK_NPM, CHECKOUT: root, TMPDIR: temporary };
  const child = spawn('bash', ['-c', program], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', chunk => {
      output += chunk;
    });
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  const missing = prints.filter(text => !output.includes(text));
  const differing = new Set(same ? output.match(same) : []).size > 1;
  if (code === 0 && missing.length === 0 && !differing) return;
  const why = [`exit code ${code}`, ...missing.map(text => `not printed: ${text}`), ...(differing ? ['the digest changed'] : [])];
  throw new Error(`${output}\n${why.join('\n')}`);
}

/** What the first page had installed serves the next ones, which send their readers there. */
const INSTALLED = ['node_modules', 'package.json', 'package-lock.json'];

try {
  let before;
  for (const [page, expected] of Object.entries(pages)) {
    const started = Date.now();
    const folder = join(temporary, page.replace(/\W+/g, '-'));
    mkdirSync(folder);
    if (before) for (const name of INSTALLED) renameSync(join(before, name), join(folder, name));
    before = folder;
    try {
      await check(page, expected, folder);
      console.log(`  docs/${page}: as written (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    } catch (error) {
      console.error(`  docs/${page}: FAILED\n${error.message}`);
      process.exitCode = 1;
      break;
    }
  }
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
