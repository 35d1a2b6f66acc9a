import { existsSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { CONFIG_NAMES } from '../config/find-config.js';
import { CliError } from '../errors.js';
import { EXIT_CODE, type ExitCode } from '../exit-code.js';
import type { CliProcess } from './cli-process.js';
import { type GlobalOptions, report, terminalOf } from './run-command.js';

const TEMPLATE = `import { defineConfig } from '@tempest-ts/cli';
import { UserDatabase } from './src/user-database.js'; // your database's class

export default defineConfig({
  database: UserDatabase,
  // options: { tableNameResolver: name => \`prod_\${name}\` },
  hybrid: {
    s3Config: { bucketName: 'my-app-archive' },
    archivalConfig: { archiveAfterDuration: { days: 365 } },
  },
});
`;

export function addInit(program: Command, process: CliProcess, ended: (code: ExitCode) => void): void {
  program
    .command('init')
    .description('write a config file to begin with')
    .action((_options: object, command: Command) => {
      const terminal = terminalOf(process, command.optsWithGlobals<GlobalOptions>());
      const [name = ''] = CONFIG_NAMES;
      try {
        const there = CONFIG_NAMES.find(each => existsSync(resolve(process.cwd, each)));
        if (there !== undefined) throw new CliError(`There is a ${there} already. It was left as it is.`, EXIT_CODE.refused);
        const file = resolve(process.cwd, name);
        writeFileSync(file, TEMPLATE, { flag: 'wx' });
        terminal.result({ file }, [`Wrote ${name}. Name your database's class and bucket in it, then: tempest-hybrid validate`]);
        ended(EXIT_CODE.ok);
      } catch (error) {
        ended(report(terminal, error));
      }
    });
}
