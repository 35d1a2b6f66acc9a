import { InvalidExpressionError } from '../../errors.js';
import type { AttributeType } from '../attribute-type.js';
import type { Condition } from './condition.js';
import { conditionOperators } from './condition-operators.js';
import type { OperandOf, SizeTerm, TermOf } from './condition-types.js';
import { placeOfTerm } from './term.js';

/** An operator as a function, for attributes inside an object that has one of the operator's name. */
function apply(name: string, of: unknown, ...operands: unknown[]): unknown {
  const place = placeOfTerm(of);
  const operator = conditionOperators[name];
  if (place && operator) return operator(place, ...operands);
  throw new InvalidExpressionError(`${name}() takes an attribute of the callback's argument first: p => ${name}(p.meta.${name}).`);
}

const condition = (name: string, of: unknown, ...operands: unknown[]): Condition => apply(name, of, ...operands) as Condition; // all but size() make one

/** Whether the attribute is there. */
export const exists = (of: TermOf<unknown>): Condition => condition('exists', of);
/** Whether the attribute is absent. */
export const notExists = (of: TermOf<unknown>): Condition => condition('notExists', of);
/** Whether the attribute is stored as the type. */
export const isType = (of: TermOf<unknown>, type: AttributeType): Condition => condition('isType', of, type);
/** The attribute's size. */
export const size = (of: TermOf<unknown>): SizeTerm => apply('size', of) as SizeTerm; // the operator makes one
export const eq = <V>(of: TermOf<V>, value: OperandOf<NoInfer<V>>): Condition => condition('eq', of, value);
export const ne = <V>(of: TermOf<V>, value: OperandOf<NoInfer<V>>): Condition => condition('ne', of, value);
export const lt = <V>(of: TermOf<V>, value: OperandOf<NoInfer<V>>): Condition => condition('lt', of, value);
export const le = <V>(of: TermOf<V>, value: OperandOf<NoInfer<V>>): Condition => condition('le', of, value);
export const gt = <V>(of: TermOf<V>, value: OperandOf<NoInfer<V>>): Condition => condition('gt', of, value);
export const ge = <V>(of: TermOf<V>, value: OperandOf<NoInfer<V>>): Condition => condition('ge', of, value);
