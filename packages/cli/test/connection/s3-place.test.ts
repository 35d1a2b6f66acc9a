import { S3Client } from '@aws-sdk/client-s3';
import { s3Place } from '../../src/connection/s3-place.js';

const client = new S3Client({ region: 'eu-west-1' });

test('the bucket’s region is the config’s, and only where it says nothing the command line’s', () => {
  expect(s3Place({ region: 'eu-west-1' }, { region: 'us-east-1' })).toEqual({ region: 'eu-west-1' });
  expect(s3Place({}, { region: 'us-east-1' })).toEqual({ region: 'us-east-1' });
  expect(s3Place(undefined, {})).toEqual({});
});

test('the config’s client stays, whatever region or profile is named, unless another S3 is', () => {
  expect(s3Place({ client }, { region: 'us-east-1' })).toBeUndefined();
  const s3Endpoint = 'http://127.0.0.1:9000';
  expect(s3Place({ client }, { region: 'us-east-1', s3Endpoint })).toEqual({
    region: 'us-east-1',
    endpoint: s3Endpoint,
    forcePathStyle: true,
  });
});
