import { type PolicyDocument as HybridPolicy, RUNS_FOLDER } from '@tempest-ts/hybrid';
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

/** Of the archive, the records of runs alone, and the key that they are encrypted with: what adding up needs. */
export function recorderPolicy(policy: HybridPolicy): PolicyDocument {
  const statements = policy.Statement.flatMap(statement => {
    const { Action, Resource } = statement;
    if (Action.every(action => action.startsWith('kms:'))) return [statement];
    if (!Action.includes('s3:PutObject')) return [];
    return [{ ...statement, Sid: 'Records', Resource: Resource.map(objects => objects.replace(/\*$/, `${RUNS_FOLDER}*`)) }];
  });
  return PolicyDocument.fromJson({ ...policy, Statement: statements });
}
