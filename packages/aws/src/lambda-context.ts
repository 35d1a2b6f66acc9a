/** What the handlers need of Lambda's context object, whatever types you have of it. */
export interface LambdaContext {
  /** Milliseconds until Lambda ends the invocation. */
  getRemainingTimeInMillis(): number;
  /** Of this invocation. */
  readonly awsRequestId: string;
}
