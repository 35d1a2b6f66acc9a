import type { ConsumedCapacity } from '@aws-sdk/client-dynamodb';

const UNITS = ['CapacityUnits', 'ReadCapacityUnits', 'WriteCapacityUnits'] as const;

/** What several requests consumed, by table. */
export function sumCapacity(all: readonly ConsumedCapacity[]): readonly ConsumedCapacity[] {
  const byTable = new Map<string | undefined, ConsumedCapacity>();
  for (const each of all) {
    const sum = byTable.get(each.TableName) ?? { TableName: each.TableName };
    for (const unit of UNITS) {
      const units = each[unit];
      if (units !== undefined) sum[unit] = (sum[unit] ?? 0) + units;
    }
    byTable.set(each.TableName, sum);
  }
  return [...byTable.values()];
}
