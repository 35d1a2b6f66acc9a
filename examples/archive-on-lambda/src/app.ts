// For `cdk deploy --app 'npx tsx src/app.ts'`, after `npm run bundle`.
import { App } from 'aws-cdk-lib';
import { ArchiverStack } from './archiver-stack.js';

const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region, ARCHIVE_BUCKET = 'my-app-archive' } = process.env;
if (account === undefined || region === undefined) throw new Error('CDK says which account and region: run this by `cdk`.');
new ArchiverStack(new App(), 'SessionArchiver', { env: { account, region }, bundle: 'dist', bucketName: ARCHIVE_BUCKET });
