import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const example = join(__dirname, '..', '..');

/** Runs the demo as `npm start` does, but for the packages' sources. */
function demo(flags: readonly string[], onOutput: (output: string, child: ReturnType<typeof spawn>) => void = () => {}) {
  return new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    const child = spawn(process.execPath, ['--conditions=@tempest-ts/source', '--import', 'tsx', 'src/main.ts', ...flags], {
      cwd: example,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk;
        onOutput(output, child);
      });
    }
    child.once('error', reject);
    child.once('close', code => resolve({ code, output }));
  });
}

describe('the demo as a program', () => {
  it('exits with 0 where nothing differs, and with 1 where an item does, and says so', async () => {
    const [clean, tampered] = await Promise.all([demo(['--sessions', '40']), demo(['--sessions', '40', '--tamper'])]);
    expect(clean.output).toMatch(/^OK: \d+ items compared, no difference$/m);
    expect(clean.code).toBe(0);
    expect(tampered.output).toMatch(/^FAILED: \d+ differences/m);
    expect(tampered.output).not.toContain('OK:');
    expect(tampered.code).toBe(1);
  }, 60_000);

  it('stops its servers and ends when it is interrupted', async () => {
    let interrupted = false;
    const { code, output } = await demo(['--sessions', '100000'], (soFar, child) => {
      if (interrupted || !soFar.includes('Tempest Hybrid on')) return;
      interrupted = true;
      child.kill('SIGINT');
    });
    expect(code).toBe(130);
    expect(output).not.toContain('Error');
  }, 60_000);
});
