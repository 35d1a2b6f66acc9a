/** Where the command line says that the tables and the bucket are. What it leaves out, the AWS SDK finds as ever: environment, profile, instance. */
export interface ConnectionOptions {
  /** DynamoDB's, and S3's where the config has neither a region nor a client. */
  readonly region?: string | undefined;
  /** A profile of the shared AWS config and credentials files. */
  readonly profile?: string | undefined;
  /** DynamoDB's, where it is not AWS's. */
  readonly dynamodbEndpoint?: string | undefined;
  /** S3's, in place of the config's client too. Buckets are then paths, not host names. */
  readonly s3Endpoint?: string | undefined;
}
