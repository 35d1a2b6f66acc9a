import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Row } from '@tempest-ts/tempest/extend';
import { serviceError } from './service-error.js';

/** An update expression with its placeholders' meanings. */
export interface UpdateExpression {
  readonly text: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
}

const CLAUSES = /\b(SET|REMOVE|ADD)\b/;
/** Commas outside parentheses. */
const COMMA = /,(?![^(]*\))/;
const CALL = /^(if_not_exists|list_append)\((.+?),(.+)\)$/s;

/** What the simulated table does not understand is a defect of the simulation, never silently ignored. */
function unsupported(text: string): never {
  throw new Error(`The simulated table does not understand ${JSON.stringify(text)} in an update expression.`);
}

/** A row after an update. Top-level attributes only; `DELETE` is not there. */
export function updatedRow(row: Row, { text, names, values }: UpdateExpression): Row {
  const nameOf = (token: string): string => (/^[#\w]+$/.test(token) ? (names[token] ?? token) : unsupported(token));
  const sum = (left: AttributeValue, right: AttributeValue, sign: number): AttributeValue => {
    if (left.N === undefined || right.N === undefined) throw serviceError('ValidationException', 400, 'An operand has an incorrect type.');
    return { N: String(Number(left.N) + sign * Number(right.N)) };
  };
  const operandOf = (operand: string): AttributeValue => {
    const token = operand.trim();
    const [, left, sign, right] = /^(.+?)\s([+-])\s(.+)$/s.exec(token) ?? [];
    if (left !== undefined && right !== undefined) return sum(operandOf(left), operandOf(right), sign === '+' ? 1 : -1);
    const [, call, first = '', second = ''] = CALL.exec(token) ?? [];
    if (call === 'if_not_exists') return row[nameOf(first.trim())] ?? operandOf(second);
    if (call === 'list_append') return { L: [...(operandOf(first).L ?? []), ...(operandOf(second).L ?? [])] };
    if (token.startsWith(':')) return values[token] ?? unsupported(token);
    const value = row[nameOf(token)];
    if (value === undefined) throw serviceError('ValidationException', 400, 'The expression refers to an attribute that does not exist.');
    return value;
  };
  const after: Row = { ...row };
  const [before = '', ...clauses] = text.split(CLAUSES);
  if (before.trim() !== '') unsupported(before);
  for (let index = 0; index < clauses.length; index += 2) {
    for (const part of (clauses[index + 1] ?? '').split(COMMA)) {
      const action = part.trim();
      if (clauses[index] === 'REMOVE') delete after[nameOf(action)];
      else if (clauses[index] === 'SET') {
        const at = action.indexOf('=');
        after[nameOf(action.slice(0, at).trim())] = operandOf(action.slice(at + 1));
      } else {
        const [name = '', value = ''] = action.split(/\s+/);
        after[nameOf(name)] = sum(row[nameOf(name)] ?? { N: '0' }, operandOf(value), 1);
      }
    }
  }
  return after;
}
