import { type LocalServers, type LocalServersOptions, startLocalServers } from '@tempest-ts/testing';

/**
 * The servers that a suite runs against: the embedded ones or, under `npm run test:servers`, those that the environment names.
 * `TEMPEST_TEST_DYNAMODB` is an engine or a URL, `TEMPEST_TEST_S3_ENDPOINT` the URL of a gateway whose user is `test`, with the secret `testtest`.
 * Suites that need the embedded S3 server's faults or counters call `startLocalServers` instead.
 */
export function startTestServers(options: Pick<LocalServersOptions, 'bucketName'> = {}): Promise<LocalServers> {
  const { TEMPEST_TEST_DYNAMODB: dynamoDb, TEMPEST_TEST_S3_ENDPOINT: endpoint } = process.env;
  return startLocalServers({
    ...options,
    ...(dynamoDb === undefined ? {} : { dynamoDb: dynamoDb as NonNullable<LocalServersOptions['dynamoDb']> }), // refused by name where it is no engine
    ...(endpoint === undefined ? {} : { s3: atGateway(endpoint) }),
  });
}

function atGateway(endpoint: string): NonNullable<LocalServersOptions['s3']> {
  return { endpoint, region: 'us-east-1', forcePathStyle: true, credentials: { accessKeyId: 'test', secretAccessKey: 'testtest' } };
}
