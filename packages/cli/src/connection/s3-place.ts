import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { S3Config } from '@tempest-ts/hybrid';
import type { ConnectionOptions } from './connection-options.js';

/**
 * Where the command line's own client finds the bucket. The config knows best, as the application goes by it: what the command line says of the region is for where the config says
 * nothing, and a client that the config has stays, unless another S3 is named altogether.
 *
 * @returns `undefined` where the config's own client is used
 */
export function s3Place(
  s3Config: Pick<S3Config, 'client' | 'region'> | undefined,
  { region, s3Endpoint }: Pick<ConnectionOptions, 'region' | 's3Endpoint'>,
): Pick<S3ClientConfig, 'region' | 'endpoint' | 'forcePathStyle'> | undefined {
  if (s3Config?.client !== undefined && s3Endpoint === undefined) return undefined;
  const place = s3Config?.region ?? region;
  return {
    ...(place !== undefined && { region: place }),
    ...(s3Endpoint !== undefined && { endpoint: s3Endpoint, forcePathStyle: true }),
  };
}
