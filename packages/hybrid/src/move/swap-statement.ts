import type { AttributeValue, BatchStatementRequest } from '@aws-sdk/client-dynamodb';
import { ARCHIVE_ATTRIBUTE, LEGACY_POINTER_ATTRIBUTE, NOT_BEFORE_ATTRIBUTE, rowKey, S3_KEY_ATTRIBUTE } from '@tempest-ts/tempest/extend';
import type { Swap } from './swap.js';

/** Characters of one PartiQL statement (DynamoDB API reference, BatchStatementRequest, Statement). */
const MAX_STATEMENT_CHARACTERS = 8_192;
/**
 * Attributes that one statement compares: each takes two of DynamoDB's 300 operators ("Service quotas", Expression parameters), `=` and `AND`, and those of
 * the keys and of the pointer are to fit beside them.
 */
const MAX_COMPARED_ATTRIBUTES = 100;
/** Names of attributes and tables that mean themselves between double quotes. `#name` and `:name` mean placeholders, even there. */
const PLAIN_NAME = /^[A-Za-z_][\w .#-]*$/;

/** Whether a value is, or holds, NULL: PartiQL has its own idea of what equals it. */
function holdsNull(value: AttributeValue): boolean {
  if (value.NULL !== undefined) return true;
  if (value.L !== undefined) return value.L.some(holdsNull);
  return value.M !== undefined && Object.values(value.M).some(holdsNull);
}

/**
 * The PartiQL statement that does what `swapInput` does; `undefined` where it might not do the same, or would be too long: such a row is swapped by a request
 * of its own.
 */
export function swapStatement({ table, capture: { row, moving }, pointer }: Swap): BatchStatementRequest | undefined {
  const key = rowKey(table, row);
  const keys = Object.keys(key);
  if (moving.length > MAX_COMPARED_ATTRIBUTES || !PLAIN_NAME.test(table.tableName)) return undefined;
  let sets = '';
  let removes = '';
  let where = '';
  const compared: AttributeValue[] = [];
  for (const name of Object.keys(pointer)) sets += ` SET "${name}"=?`;
  for (const name of keys) {
    if (!PLAIN_NAME.test(name)) return undefined;
    where += `${where === '' ? '' : ' AND'} "${name}"=?`;
  }
  where += ` AND "${ARCHIVE_ATTRIBUTE}" IS MISSING AND "${S3_KEY_ATTRIBUTE}" IS MISSING`;
  for (const name of [LEGACY_POINTER_ATTRIBUTE, NOT_BEFORE_ATTRIBUTE]) if (row[name] === undefined) where += ` AND "${name}" IS MISSING`;
  for (const name of moving) {
    const value = row[name];
    if (value === undefined || holdsNull(value) || !PLAIN_NAME.test(name)) return undefined;
    removes += ` REMOVE "${name}"`;
    where += ` AND "${name}"=?`;
    compared.push(value);
  }
  // That the row exists needs no words: a statement of a row that does not fails.
  const Statement = `UPDATE "${table.tableName}"${sets}${removes} WHERE${where}`;
  if (Statement.length > MAX_STATEMENT_CHARACTERS) return undefined;
  return {
    Statement,
    Parameters: [...Object.values(pointer), ...Object.values(key), ...compared],
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

/** The same statement on a condition that does not hold: of the attribute that is compared last. */
export function impossible(statement: BatchStatementRequest): BatchStatementRequest {
  return { ...statement, Parameters: [...(statement.Parameters ?? []).slice(0, -1), { S: 'tempest-probe' }] };
}
