import { ATTRIBUTE_TYPES, isAttributeType } from './attribute-type.js';
import type { ExpressionSyntaxError } from './expression-syntax-error.js';
import type { GivenPlaceholders } from './given-placeholders.js';
import { MAX_EXPRESSION_OPERATORS } from './limits.js';
import { TokenCursor } from './token-cursor.js';
import type { Token } from './tokenize.js';
import {
  and,
  attributeExists,
  attributeNotExists,
  beginsWith,
  between,
  type Comparator,
  type ConditionNode,
  compare,
  contains,
  hasType,
  isIn,
  literal,
  not,
  type Operand,
  or,
  type PathOperand,
  type PathSegment,
  path,
  sizeOf,
} from './tree.js';
import { conditionFault } from './validate-condition.js';

/**
 * How deep parentheses may nest, so that no input can exhaust the stack. Nothing that DynamoDB takes is deeper: it refuses redundant
 * parentheses, so that each pair has an operator of its own, but for one around an operand.
 */
const MAX_NESTING = MAX_EXPRESSION_OPERATORS + 1;

const COMPARATORS: ReadonlyMap<string, Comparator> = new Map([
  ['=', 'eq'],
  ['<>', 'ne'],
  ['<', 'lt'],
  ['<=', 'le'],
  ['>', 'gt'],
  ['>=', 'ge'],
]);

const CONDITION_FUNCTIONS = ['attribute_exists', 'attribute_not_exists', 'attribute_type', 'begins_with', 'contains'] as const;

type ConditionFunction = (typeof CONDITION_FUNCTIONS)[number];

/** What parentheses may hold: a condition or, to DynamoDB, a lone operand. */
type Term = ConditionNode | Operand;

function isOperand(term: Term): term is Operand {
  return term.kind === 'path' || term.kind === 'literal' || term.kind === 'size';
}

/** A recursive-descent parser of one condition: `OR` binds least, then `AND`, then `NOT`, then comparisons. */
export class ConditionParser {
  readonly #cursor: TokenCursor;
  readonly #placeholders: GivenPlaceholders;
  #nesting = 0;

  constructor(text: string, placeholders: GivenPlaceholders) {
    this.#cursor = new TokenCursor(text);
    this.#placeholders = placeholders;
  }

  parse(): ConditionNode {
    const condition = this.#condition(this.#disjunction());
    if (this.#cursor.peek().kind !== 'end') throw this.#cursor.unexpected('AND, OR or the end');
    return condition;
  }

  #disjunction(): Term {
    return this.#joined('OR', or, () => this.#conjunction());
  }

  #conjunction(): Term {
    return this.#joined('AND', and, () => this.#negation());
  }

  #joined(keyword: 'AND' | 'OR', join: typeof and, operand: () => Term): Term {
    const first = operand();
    if (!this.#cursor.atKeyword(keyword)) return first;
    const left = this.#condition(first);
    const others: ConditionNode[] = [];
    while (this.#cursor.takeKeyword(keyword)) others.push(this.#condition(operand()));
    return join(left, ...others);
  }

  #negation(): Term {
    let negations = 0;
    while (this.#cursor.takeKeyword('NOT')) negations += 1;
    const term = this.#predicate();
    if (negations === 0) return term;
    const condition = this.#condition(term);
    return negations % 2 === 0 ? condition : not(condition);
  }

  #predicate(): Term {
    const start = this.#cursor.peek();
    const term = this.#primary();
    if (!isOperand(term)) return term;
    const comparison = this.#comparison(term);
    return comparison === undefined ? term : this.#valid(comparison, start);
  }

  #comparison(left: Operand): ConditionNode | undefined {
    const token = this.#cursor.peek();
    const comparator = token.kind === 'symbol' ? COMPARATORS.get(token.text) : undefined;
    if (comparator !== undefined) {
      this.#cursor.advance();
      return compare(comparator, left, this.#operand());
    }
    if (this.#cursor.takeKeyword('BETWEEN')) {
      const low = this.#operand();
      if (!this.#cursor.takeKeyword('AND')) throw this.#cursor.unexpected('AND and the upper bound');
      return between(left, low, this.#operand());
    }
    return this.#cursor.takeKeyword('IN') ? isIn(left, this.#list()) : undefined;
  }

  #primary(): Term {
    const token = this.#cursor.peek();
    if (this.#cursor.takeSymbol('(')) return this.#nested(token, () => this.#disjunction());
    return this.#cursor.atCall() && token.text !== 'size' ? this.#conditionCall(token) : this.#operand();
  }

  #operand(): Operand {
    const token = this.#cursor.peek();
    if (this.#cursor.takeSymbol('(')) return this.#nested(token, () => this.#operand());
    if (this.#cursor.atCall()) return this.#sizeCall(token);
    if (token.kind !== 'value') return this.#path();
    this.#cursor.advance();
    return literal(this.#placeholders.value(token));
  }

  #sizeCall(token: Token): Operand {
    if (token.text !== 'size') throw this.#cursor.error(token, `${token.text}() is not a value. Only size() may stand here.`);
    const [of, ...others] = this.#arguments();
    if (of === undefined || others.length > 0) throw this.#cursor.error(token, `size() takes 1 operand, not ${others.length + 1}.`);
    if (of.kind === 'size') throw this.#cursor.error(token, 'size() takes an attribute or a value, not another size().');
    return sizeOf(of);
  }

  #conditionCall(token: Token): ConditionNode {
    const name = CONDITION_FUNCTIONS.find(each => each === token.text);
    if (name === undefined) throw this.#unknownFunction(token);
    const operands = this.#arguments();
    const [first, second] = operands;
    const wanted = name === 'attribute_exists' || name === 'attribute_not_exists' ? 1 : 2;
    if (operands.length !== wanted || first === undefined) {
      throw this.#cursor.error(token, `${name}() takes ${wanted} operand${wanted === 1 ? '' : 's'}, not ${operands.length}.`);
    }
    return this.#valid(this.#call(token, name, first, second ?? first), token);
  }

  #call(token: Token, name: ConditionFunction, first: Operand, second: Operand): ConditionNode {
    if (name === 'begins_with') return beginsWith(first, second);
    if (name === 'contains') return contains(first, second);
    if (name === 'attribute_type') {
      const type = second.kind === 'literal' ? second.value.S : undefined;
      if (type !== undefined && isAttributeType(type)) return hasType(first, type);
      throw this.#cursor.error(token, `attribute_type() takes a value as its second operand, one of ${ATTRIBUTE_TYPES.join(', ')}.`);
    }
    if (first.kind !== 'path') throw this.#cursor.error(token, `${name}() takes an attribute, not a value.`);
    return name === 'attribute_exists' ? attributeExists(first) : attributeNotExists(first);
  }

  #unknownFunction(token: Token): ExpressionSyntaxError {
    const lower = token.text.toLowerCase();
    const known = [...CONDITION_FUNCTIONS, 'size'].find(each => each === lower);
    const hint =
      known === undefined ? `There are ${CONDITION_FUNCTIONS.join(', ')} and size.` : `Functions are in lower case: write ${known}().`;
    return this.#cursor.error(token, `there is no function ${token.text}(). ${hint}`);
  }

  /** The operands of the function whose name is the next token. */
  #arguments(): readonly Operand[] {
    this.#cursor.advance();
    return this.#list();
  }

  #list(): readonly Operand[] {
    this.#cursor.needSymbol('(', '"("');
    const operands = [this.#operand()];
    while (this.#cursor.takeSymbol(',')) operands.push(this.#operand());
    this.#cursor.needSymbol(')', '"," or ")"');
    return operands;
  }

  #nested<T>(open: Token, inside: () => T): T {
    this.#nesting += 1;
    if (this.#nesting > MAX_NESTING) throw this.#cursor.error(open, `parentheses are nested more than ${MAX_NESTING} deep.`);
    const term = inside();
    this.#cursor.needSymbol(')', '")"');
    this.#nesting -= 1;
    return term;
  }

  #path(): PathOperand {
    const first = this.#name('an attribute or a value');
    const segments: PathSegment[] = [];
    for (;;) {
      if (this.#cursor.takeSymbol('.')) segments.push(this.#name('an attribute name'));
      else if (this.#cursor.takeSymbol('[')) segments.push(this.#index());
      else return path(first, ...segments);
    }
  }

  #name(wanted: string): string {
    const token = this.#cursor.peek();
    if (token.kind !== 'name' && !this.#cursor.atBareName()) {
      const hint = ` For an attribute called "${token.text}", a keyword, write "#x" and give the name in "names".`;
      throw this.#cursor.unexpected(wanted, token.kind === 'word' ? hint : '');
    }
    this.#cursor.advance();
    return token.kind === 'name' ? this.#placeholders.name(token) : token.text;
  }

  #index(): number {
    const token = this.#cursor.peek();
    if (token.kind !== 'index') throw this.#cursor.unexpected('a list index');
    this.#cursor.advance();
    this.#cursor.needSymbol(']', '"]"');
    return Number(token.text);
  }

  /** Refuses a lone operand where a condition must be, at the token that shows it. */
  #condition(term: Term): ConditionNode {
    if (!isOperand(term)) return term;
    throw this.#cursor.unexpected('a comparator after the operand');
  }

  #valid(node: ConditionNode, start: Token): ConditionNode {
    const fault = conditionFault(node);
    if (fault !== undefined) throw this.#cursor.error(start, fault);
    return node;
  }
}
