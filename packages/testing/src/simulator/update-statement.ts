import type { AttributeValue, BatchStatementRequest, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { MemoryTableOptions } from './memory-table.js';

/** What the simulated database does not understand is a defect of the simulation, never silently ignored. */
function unsupported(text: string): never {
  throw new Error(`The simulated database does not understand the statement ${JSON.stringify(text)}.`);
}

const STATEMENT = /^UPDATE "([^"]+)"((?: (?:SET "[^"]+"=\?|REMOVE "[^"]+"))+) WHERE (.+)$/;
const CONDITION = /^"([^"]+)"(=\?| IS MISSING)$/;

/** The table that a PartiQL statement changes a row of. */
export function tableOfStatement({ Statement = '' }: BatchStatementRequest): string {
  return STATEMENT.exec(Statement)?.[1] ?? unsupported(Statement);
}

/**
 * The update that a PartiQL statement asks for: `UPDATE "t" SET "a"=? REMOVE "b" WHERE "pk"=? AND "sk"=? AND "b"=? AND "c" IS MISSING`. Of a row that does not
 * exist, its condition does not hold.
 */
export function updateOfStatement(request: BatchStatementRequest, { partitionKey, sortKey }: MemoryTableOptions): UpdateItemCommandInput {
  const { Statement = '', Parameters = [], ReturnValuesOnConditionCheckFailure } = request;
  const [, TableName, changes = '', where = ''] = STATEMENT.exec(Statement) ?? unsupported(Statement);
  const Key: Record<string, AttributeValue> = {};
  const names: Record<string, string> = { '#key': partitionKey };
  const values: Record<string, AttributeValue> = {};
  let used = 0;
  const next = (): AttributeValue => Parameters[used++] ?? unsupported(Statement);
  const nameOf = (name: string): string => {
    const token = `#n${Object.keys(names).length}`;
    names[token] = name;
    return token;
  };
  const nextValue = (): string => {
    const token = `:v${used}`;
    values[token] = next();
    return token;
  };
  const sets = [...changes.matchAll(/SET "([^"]+)"/g)].map(([, name = '']) => `${nameOf(name)} = ${nextValue()}`);
  const removes = [...changes.matchAll(/REMOVE "([^"]+)"/g)].map(([, name = '']) => nameOf(name));
  const conditions = where.split(' AND ').flatMap(text => {
    const [, name = '', test] = CONDITION.exec(text) ?? unsupported(Statement);
    if (test !== '=?') return [`attribute_not_exists(${nameOf(name)})`];
    if (name !== partitionKey && name !== sortKey) return [`${nameOf(name)} = ${nextValue()}`];
    Key[name] = next();
    return [];
  });
  return {
    TableName,
    Key,
    UpdateExpression: [sets.length > 0 ? `SET ${sets.join(', ')}` : '', removes.length > 0 ? `REMOVE ${removes.join(', ')}` : ''].join(' '),
    ConditionExpression: ['attribute_exists(#key)', ...conditions].join(' AND '),
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: values,
    ReturnValuesOnConditionCheckFailure,
  };
}
