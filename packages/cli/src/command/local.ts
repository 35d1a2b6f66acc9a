import { rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { createTables } from '@tempest-ts/hybrid';
import type { Command } from 'commander';
import { findConfig } from '../config/find-config.js';
import { loadConfig } from '../config/load-config.js';
import { CliError } from '../errors.js';
import { EXIT_CODE, type ExitCode } from '../exit-code.js';
import type { CliProcess } from './cli-process.js';
import { type GlobalOptions, report, terminalOf, untilSignalled } from './run-command.js';

/** @throws CliError where the package is not installed */
async function testing(): Promise<typeof import('@tempest-ts/testing')> {
  try {
    return await import('@tempest-ts/testing');
  } catch (cause) {
    throw new CliError('The local servers are in a package of their own: npm install --save-dev @tempest-ts/testing.', EXIT_CODE.usage, {
      cause,
    });
  }
}

const waitFor = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** What the AWS SDK of any process takes from its environment to find the servers. */
const environmentOf = (dynamoDb: string, s3: string | undefined): string =>
  [
    `AWS_ENDPOINT_URL_DYNAMODB=${dynamoDb}`,
    `AWS_ENDPOINT_URL_S3=${s3}`,
    'AWS_REGION=us-east-1',
    'AWS_ACCESS_KEY_ID=test',
    'AWS_SECRET_ACCESS_KEY=testtest',
    '',
  ].join('\n');

export function addLocal(program: Command, process: CliProcess, ended: (code: ExitCode) => void): void {
  program
    .command('local')
    .description('start local DynamoDB and S3 servers with the config’s tables and bucket, until ctrl-C. Nothing is kept')
    .option('--write-env <file>', 'write the variables by which the AWS SDK finds the servers to a file; it is removed at the end')
    .action(async (_options: object, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { readonly writeEnv?: string }>();
      const writeEnv = options.writeEnv === undefined ? undefined : resolve(process.cwd, options.writeEnv);
      const terminal = terminalOf(process, options);
      try {
        const config = await loadConfig(findConfig(options.config, process.cwd));
        const { startLocalServers } = await testing();
        await untilSignalled(process, terminal, async signal => {
          const servers = await startLocalServers();
          try {
            const { bucketName } = config.hybrid.s3Config;
            await servers.s3.send(new CreateBucketCommand({ Bucket: bucketName }));
            const tables = await createTables(servers.dynamoDb, config.database, config.options);
            const { endpoint: dynamoDb } = servers.dynamoDbServer;
            const s3 = servers.s3Server?.endpoint;
            if (writeEnv !== undefined) await writeFile(writeEnv, environmentOf(dynamoDb, s3));
            const flags = `--dynamodb-endpoint ${dynamoDb} --s3-endpoint ${s3} --region us-east-1`;
            terminal.result({ dynamoDb, s3, bucketName, tables }, [
              `DynamoDB  ${dynamoDb}  tables: ${tables.join(', ')}`,
              `S3        ${s3}  bucket: ${bucketName}`,
              '',
              'In another terminal:',
              ...(writeEnv === undefined
                ? ['  export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=testtest', `  tempest-hybrid plan ${flags}`]
                : [`  set -a; . ${writeEnv}; set +a`, '  tempest-hybrid plan']),
              '',
              'Ctrl-C ends both.',
            ]);
            await waitFor(signal);
          } finally {
            if (writeEnv !== undefined) await rm(writeEnv, { force: true });
            await servers.stop();
          }
        });
        ended(EXIT_CODE.ok);
      } catch (error) {
        ended(report(terminal, error, options.verbose));
      }
    });
}
