import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { JobModule } from '../harness/suite.js';

/** A package, imported where the SDK's two clients are imported already. */
export interface ImportArguments {
  readonly subject: string;
  readonly packageName: string;
  /** Imported before, like the SDK's clients, and no part of what is measured. */
  readonly before: readonly string[];
  /** `require`: its ES modules are not ones that Node loads. */
  readonly by: 'import' | 'require';
}

const bench = fileURLToPath(new URL('../..', import.meta.url));

/** Runs in a process without a loader, on the package's build. */
const program = ({ before, packageName, by }: ImportArguments): string => `
import { createRequire } from 'node:module';
const require = createRequire(process.cwd() + '/program.js');
${before.map(each => `await import('${each}');`).join('\n')}
const cpu = process.cpuUsage();
const started = performance.now();
${by === 'import' ? 'await import' : 'require'}('${packageName}');
const wallMs = performance.now() - started;
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ wallMs, cpuMs: (user + system) / 1000 }));`;

export const measure: JobModule<ImportArguments>['measure'] = async args => {
  const code = program(args);
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { cwd: bench });
  return [{ subject: args.subject, values: JSON.parse(stdout) as { readonly wallMs: number; readonly cpuMs: number } }]; // the program above printed it
};
