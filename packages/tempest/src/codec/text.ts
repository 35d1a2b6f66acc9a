import { ValueProblem } from './value-problem.js';

const LONE_SURROGATE = /\p{Surrogate}/u;

/** A string that UTF-8 can carry: half of a surrogate pair would be refused, or come back as another character. */
export function encodeText(value: string): string {
  if (LONE_SURROGATE.test(value)) {
    throw new ValueProblem('it has half of a character (a lone surrogate), which UTF-8 cannot hold. Cut strings between whole characters.');
  }
  return value;
}
