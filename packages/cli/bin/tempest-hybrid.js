#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { main } from '@tempest-ts/cli';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const { argv, env, stdin, stdout, stderr } = process;
// Whoever read along may leave, as `head` does: that ends no run.
for (const stream of [stdout, stderr]) {
  stream.on('error', error => {
    if (error.code !== 'EPIPE') throw error;
  });
}
process.exitCode = await main(
  {
    argv: argv.slice(2),
    cwd: process.cwd(),
    env,
    stdin,
    stdout,
    stderr,
    on: (signal, listener) => process.on(signal, listener),
    off: (signal, listener) => process.off(signal, listener),
    exit: code => process.exit(code),
  },
  version,
);
