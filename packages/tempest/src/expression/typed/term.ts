import { InvalidExpressionError } from '../../errors.js';
import { childPlace, type Place } from './place.js';

/** A registered symbol, so that terms of one loaded copy of the package may be used with another. */
const TERM = Symbol.for('@tempest-ts/term');

/** Does what an operator's name says, at a place. */
export type Operators = Readonly<Record<string, (place: Place, ...operands: unknown[]) => unknown>>;

interface TermState {
  /** Looked up when it is needed: a call of an operator never needs the attribute of its name. */
  readonly place: () => Place;
}

/** Names that JavaScript looks up by itself: on `await` and in `JSON.stringify`. */
const SILENT = new Set(['then', 'toJSON']);

function refuseComparison(name: string): never {
  throw new InvalidExpressionError(
    `${name} is an attribute, not its value: compare it with .eq(), .lt(), .gt() and the like, as DynamoDB does the comparing.`,
  );
}

/**
 * A handle of a place in an item. Whatever is read from it is a handle of what is inside, so that any attribute can be named; calling that one
 * instead runs the operator of its name at the place itself. So `t.meta.size` is an attribute, and `t.meta.size()` the operator.
 */
function makeTerm(state: TermState, operators: Operators, parent: TermState | undefined, name: string): object {
  // A function, as only those can be called
  return new Proxy(() => undefined, {
    get: (_, property) => {
      if (property === TERM) return state;
      // Looked up by `<`, `+` and template strings
      if (property === Symbol.toPrimitive) return () => refuseComparison(name);
      if (typeof property === 'symbol' || SILENT.has(property)) return undefined;
      const place = (): Place => childPlace(state.place(), property);
      return makeTerm({ place }, operators, state, property);
    },
    has: (_, property) => property === TERM,
    apply: (_, __, operands: unknown[]) => {
      if (!parent) throw new InvalidExpressionError(`${name} is an attribute and cannot be called.`);
      const operator = Object.hasOwn(operators, name) ? operators[name] : undefined;
      if (operator) return operator(parent.place(), ...operands);
      throw new InvalidExpressionError(
        `${parent.place().label} has no operator ${name}(). There are ${Object.keys(operators).join(', ')}.`,
      );
    },
  });
}

/** The handle of a place. */
export function term(place: Place, operators: Operators): object {
  return makeTerm({ place: () => place }, operators, undefined, place.label);
}

/** The handles of an item's properties, each made when it is asked for. */
export function terms(placeOf: (property: string) => Place, operators: Operators): object {
  return new Proxy(Object.freeze({}), {
    get: (_, property) => (typeof property === 'symbol' || SILENT.has(property) ? undefined : term(placeOf(property), operators)),
  });
}

/** The place of a handle; `undefined` where the value is none. */
export function placeOfTerm(value: unknown): Place | undefined {
  if (typeof value !== 'function') return undefined;
  const state = (value as { readonly [TERM]?: TermState })[TERM];
  return state?.place();
}
