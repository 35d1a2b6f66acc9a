import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { LocalServers } from '@tempest-ts/testing';

const PACKAGE = join(__dirname, '..');

/** How a process ended. */
export interface CliEnd {
  /** `null`: a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What places and config a command line of these servers begins with. */
function placesOf(servers: LocalServers, config: string): readonly string[] {
  const s3 = servers.s3Server?.endpoint ?? '';
  const places = ['--region', 'us-east-1', '--dynamodb-endpoint', servers.dynamoDbServer.endpoint, '--s3-endpoint', s3];
  return ['--config', join(PACKAGE, 'test', 'fixture', config), ...places];
}

/** The program as a shell starts it, with its own loader for the config's TypeScript. */
export function startCli(servers: LocalServers, config: string, argv: readonly string[]): { child: ChildProcess; ended: Promise<CliEnd> } {
  const program = join(PACKAGE, 'bin', 'tempest-hybrid.js');
  const child = spawn(
    process.execPath,
    ['--conditions=@tempest-ts/source', '--import', 'tsx', program, ...placesOf(servers, config), ...argv],
    {
      cwd: PACKAGE,
      env: { PATH: process.env.PATH, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'testtest' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const said = { stdout: '', stderr: '' };
  child.stdout?.on('data', chunk => {
    said.stdout += String(chunk);
  });
  child.stderr?.on('data', chunk => {
    said.stderr += String(chunk);
  });
  return { child, ended: new Promise(resolve => child.on('close', code => resolve({ code, ...said }))) };
}
