import type { PolicyDocument as HybridPolicy } from '@tempest-ts/hybrid';
import { PolicyDocument } from 'aws-cdk-lib/aws-iam';

/** What `iamPolicies` wrote, as CDK has it. */
export function archiverPolicy(policy: HybridPolicy): PolicyDocument {
  return PolicyDocument.fromJson(policy);
}

const isLook = (action: string): boolean => !action.startsWith('dynamodb:') || action.startsWith('dynamodb:Describe');

/** The same without reading or writing an item: what planning needs. */
export function plannerPolicy(policy: HybridPolicy): PolicyDocument {
  const statements = policy.Statement.map(statement => ({ ...statement, Action: statement.Action.filter(isLook) }));
  return PolicyDocument.fromJson({ ...policy, Statement: statements.filter(({ Action }) => Action.length > 0) });
}
