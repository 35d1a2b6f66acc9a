import type { Command } from 'commander';
import { EXIT_CODE } from '../exit-code.js';
import type { Runner } from './run-command.js';

export function addValidate(program: Command, run: Runner): void {
  program
    .command('validate')
    .description('compare the declarations with the live tables, and look at everything that archiving depends on. Moves nothing')
    .action(
      run(async ({ db, terminal, signal }) => {
        const { ok, findings } = await db.preflight({ signal });
        const { colors } = terminal;
        const color = { error: colors.red, refused: colors.red, warning: colors.yellow };
        terminal.result({ ok, findings }, [
          ...findings.map(
            ({ severity, table, message }) => `${color[severity](severity)}: ${table === undefined ? '' : `${table}: `}${message}`,
          ),
          ...(findings.length === 0 ? [] : ['']),
          ok ? colors.green('Archiving can begin.') : colors.red('Archiving would refuse to begin.'),
        ]);
        if (!ok) return EXIT_CODE.refused;
        return findings.length === 0 ? EXIT_CODE.ok : EXIT_CODE.findings;
      }),
    );
}
