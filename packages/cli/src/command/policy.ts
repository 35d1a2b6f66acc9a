import { type Command, Option } from 'commander';
import { CliError } from '../errors.js';
import { EXIT_CODE } from '../exit-code.js';
import { toJson } from '../terminal/to-json.js';
import type { Runner } from './run-command.js';

const ROLES = ['reader', 'writer', 'archiver', 'sweeper', 'importer', 'eraser'] as const;

interface PolicyCommandOptions {
  readonly account: string;
  readonly role?: (typeof ROLES)[number];
  readonly bucketRegion?: string;
  readonly partition?: string;
  readonly region?: string;
}

export function addPolicy(program: Command, run: Runner): void {
  program
    .command('policy')
    .description('least-privilege IAM policies for this database, as JSON. Sends nothing')
    .requiredOption('--account <id>', 'the AWS account of the tables, twelve digits')
    .addOption(new Option('--role <role>', 'the kind of process (default: all)').choices(ROLES))
    .option('--bucket-region <name>', 'the region of the bucket and its KMS key (default: that of the config, or the tables’)')
    .option('--partition <name>', 'aws-cn, aws-us-gov (default: aws)')
    .action(
      run(async ({ db, terminal, bucketRegion: configured }, options: PolicyCommandOptions) => {
        const { account, role, partition, region, bucketRegion = configured } = options;
        if (region === undefined) throw new CliError('Say which region the tables are in: --region us-west-2.');
        const policies = db.iamPolicies({
          accountId: account,
          region,
          ...(bucketRegion !== undefined && { bucketRegion }),
          ...(partition !== undefined && { partition }),
        });
        const wanted = role === undefined ? policies : policies[role];
        terminal.result(wanted, [toJson(wanted)]);
        return EXIT_CODE.ok;
      }),
    );
}
