/** One statement of an IAM policy. */
export interface PolicyStatement {
  /** What it is for; letters and digits. */
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** An IAM policy, as `JSON.stringify` writes it (IAM user guide, "Grammar of the IAM JSON policy language"). */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

/** Makes a policy of the statements that have something to allow. */
export function policyDocument(statements: readonly (PolicyStatement | undefined)[]): PolicyDocument {
  return Object.freeze({ Version: '2012-10-17', Statement: Object.freeze(statements.filter(statement => statement !== undefined)) });
}
