import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');

/** Short against a run of the compiler: what its memory grew to since the last look is not seen. */
const SAMPLE_MS = 10;
const KIB = 1024;

/** One run of the compiler. */
export interface TypeCheck {
  /** What the compiler itself says that it took, to read, bind and check. */
  readonly seconds: number;
  readonly instantiations: number;
  readonly types: number;
  /** The most that its process held, in bytes; 0 where there is no `/proc` to ask. */
  readonly peakBytes: number;
}

/** The most that a process held so far; `tsc` is a script that starts the compiler, so its children count. */
async function peakOf(pid: number): Promise<number> {
  const read = (file: string): Promise<string> => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
  const [status, children] = await Promise.all([read('status'), read(`task/${pid}/children`)]);
  const own = Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * KIB;
  const ofChildren = await Promise.all(children.split(' ').filter(Boolean).map(Number).map(peakOf));
  return Math.max(own, ...ofChildren);
}

function diagnostic(output: string, name: string): number {
  const found = new RegExp(`^${name}:\\s+([\\d.]+)`, 'm').exec(output)?.[1];
  if (found === undefined) throw new Error(`The compiler does not say its ${name}:\n${output}`);
  return Number(found);
}

/** Type-checks a folder's project. Throws the compiler's errors. */
export async function typeCheck(folder: string): Promise<TypeCheck> {
  const child = spawn(process.execPath, [tsc, '-p', folder, '--extendedDiagnostics'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', text => {
    output += text;
  });
  let peakBytes = 0;
  const timer = setInterval(async () => {
    peakBytes = Math.max(peakBytes, child.pid === undefined ? 0 : await peakOf(child.pid));
  }, SAMPLE_MS);
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${folder} does not compile:\n${output}`);
  return {
    seconds: diagnostic(output, 'Total time'),
    instantiations: diagnostic(output, 'Instantiations'),
    types: diagnostic(output, 'Types'),
    peakBytes,
  };
}
