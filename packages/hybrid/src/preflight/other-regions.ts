import type { TableDescription } from '@aws-sdk/client-dynamodb';

const REGION = /^arn:[^:]+:dynamodb:([^:]*):/;

/** The regions of a global table's other replicas, whether or not its own is listed among them. */
export function otherRegions({ TableArn = '', Replicas = [] }: TableDescription): readonly string[] {
  const own = REGION.exec(TableArn)?.[1];
  return Replicas.map(({ RegionName }) => RegionName)
    .filter(name => name !== undefined)
    .filter(name => name !== own);
}
