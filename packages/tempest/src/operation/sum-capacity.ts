import type { Capacity, ConsumedCapacity } from '@aws-sdk/client-dynamodb';

const UNITS = ['CapacityUnits', 'ReadCapacityUnits', 'WriteCapacityUnits'] as const;
const INDEXES = ['LocalSecondaryIndexes', 'GlobalSecondaryIndexes'] as const;

function addUnits(sum: Capacity, more: Capacity): void {
  for (const unit of UNITS) {
    const units = more[unit];
    if (units !== undefined) sum[unit] = (sum[unit] ?? 0) + units;
  }
}

/** What several requests consumed, by table; of indexes too, where DynamoDB was asked for them. */
export function sumCapacity(all: readonly ConsumedCapacity[]): readonly ConsumedCapacity[] {
  const byTable = new Map<string | undefined, ConsumedCapacity>();
  for (const each of all) {
    const sum = byTable.get(each.TableName) ?? { TableName: each.TableName };
    addUnits(sum, each);
    if (each.Table) {
      sum.Table ??= {};
      addUnits(sum.Table, each.Table);
    }
    for (const kind of INDEXES) {
      for (const [name, capacity] of Object.entries(each[kind] ?? {})) {
        sum[kind] ??= {};
        sum[kind][name] ??= {};
        addUnits(sum[kind][name], capacity);
      }
    }
    byTable.set(each.TableName, sum);
  }
  return [...byTable.values()];
}
