import { archiveTemplate } from '@tempest-ts/aws/cdk';
import { archiverPolicy } from './archiver-policy.js';

/** The plain template of this example, for an account of its own. */
export function makeTemplate(): string {
  // #region template
  const template = archiveTemplate({
    archiverPolicy: archiverPolicy('my-app-archive', { accountId: '123456789012', region: 'us-west-2' }),
    environment: { ARCHIVE_BUCKET: 'my-app-archive' },
    scheduleExpression: 'cron(0 3 * * ? *)',
    maxConcurrency: 20,
  });
  // #endregion
  return `${JSON.stringify(template, null, 2)}\n`;
}
