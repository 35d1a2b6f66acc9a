import { ExpressionSyntaxError } from './expression-syntax-error.js';
import { type Token, tokenize } from './tokenize.js';

const KEYWORDS: ReadonlySet<string> = new Set(['AND', 'OR', 'NOT', 'BETWEEN', 'IN']);

export type Keyword = 'AND' | 'OR' | 'NOT' | 'BETWEEN' | 'IN';

/** Reads the tokens of an expression one after another, and says where it is when something is wrong. */
export class TokenCursor {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #end: Token;
  #next = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = tokenize(text);
    this.#end = { kind: 'end', text: '', position: text.length };
  }

  peek(): Token {
    return this.#tokens[this.#next] ?? this.#end;
  }

  advance(): void {
    this.#next += 1;
  }

  atBareName(): boolean {
    const token = this.peek();
    return token.kind === 'word' && !isKeyword(token);
  }

  /** Whether a function is called next: a name, and its parenthesis open. */
  atCall(): boolean {
    return this.atBareName() && this.#tokens[this.#next + 1]?.text === '(';
  }

  atKeyword(keyword: Keyword): boolean {
    const token = this.peek();
    return token.kind === 'word' && token.text.toUpperCase() === keyword;
  }

  takeKeyword(keyword: Keyword): boolean {
    return this.#takeIf(this.atKeyword(keyword));
  }

  takeSymbol(symbol: string): boolean {
    const token = this.peek();
    return this.#takeIf(token.kind === 'symbol' && token.text === symbol);
  }

  /** Takes a symbol that must be next. `wanted` says what could have stood there, for the message. */
  needSymbol(symbol: string, wanted: string): void {
    if (!this.takeSymbol(symbol)) throw this.unexpected(wanted);
  }

  #takeIf(taken: boolean): boolean {
    if (taken) this.#next += 1;
    return taken;
  }

  unexpected(wanted: string, hint = ''): ExpressionSyntaxError {
    const token = this.peek();
    return this.error(token, `expected ${wanted}, found ${token.kind === 'end' ? 'the end' : `"${token.text}"`}.${hint}`);
  }

  error(token: Token, fault: string): ExpressionSyntaxError {
    return new ExpressionSyntaxError(fault, this.#text, token.position);
  }
}

function isKeyword(token: Token): boolean {
  return token.kind === 'word' && KEYWORDS.has(token.text.toUpperCase());
}
