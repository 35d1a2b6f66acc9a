/** What a request to S3 says of the bucket that it is for. */
export interface NamedBucket {
  readonly Bucket: string;
  readonly ExpectedBucketOwner?: string;
}

/** @param expectedBucketOwner the 12-digit account that must own it; `undefined`: not asked */
export function namedBucket({
  bucketName,
  expectedBucketOwner,
}: {
  readonly bucketName: string;
  readonly expectedBucketOwner?: string | undefined;
}): NamedBucket {
  return { Bucket: bucketName, ...(expectedBucketOwner !== undefined && { ExpectedBucketOwner: expectedBucketOwner }) };
}
