import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { ExpressionSyntaxError } from './expression-syntax-error.js';
import type { RawExpression } from './raw-expression.js';
import type { Token } from './tokenize.js';

/** The names and values given with a raw expression: looked up as its text is read, each value encoded once, and none may be left over. */
export class GivenPlaceholders {
  readonly #raw: RawExpression;
  readonly #encode: (value: unknown) => AttributeValue;
  readonly #encoded = new Map<string, AttributeValue>();
  readonly #usedNames = new Set<string>();

  constructor(raw: RawExpression, encode: (value: unknown) => AttributeValue) {
    this.#raw = raw;
    this.#encode = encode;
  }

  name(token: Token): string {
    const { names, text } = this.#raw;
    this.#usedNames.add(token.text);
    const name: unknown = Object.hasOwn(names, token.text) ? names[token.text] : undefined;
    if (name === undefined) throw new ExpressionSyntaxError(missing(token.text, 'names', names), text, token.position);
    if (typeof name !== 'string' || name === '') {
      throw new ExpressionSyntaxError(`"${token.text}" must stand for an attribute name that is not empty.`, text, token.position);
    }
    return name;
  }

  value(token: Token): AttributeValue {
    const { values, text } = this.#raw;
    const known = this.#encoded.get(token.text);
    if (known !== undefined) return known;
    const value = Object.hasOwn(values, token.text) ? values[token.text] : undefined;
    if (value === undefined) throw new ExpressionSyntaxError(missing(token.text, 'values', values), text, token.position);
    const encoded = this.#encode(value);
    this.#encoded.set(token.text, encoded);
    return encoded;
  }

  /** DynamoDB refuses what it does not need, and rightly: it is most often a misspelt placeholder. */
  refuseUnused(): void {
    const { names, values, text } = this.#raw;
    const unused = [
      ...Object.keys(names).filter(name => !this.#usedNames.has(name)),
      ...Object.keys(values).filter(value => !this.#encoded.has(value)),
    ];
    if (unused.length > 0) {
      throw new ExpressionSyntaxError(`The expression does not use ${unused.map(each => `"${each}"`).join(', ')}. Leave it out.`, text);
    }
  }
}

function missing(placeholder: string, where: 'names' | 'values', given: Readonly<Record<string, unknown>>): string {
  if (Object.hasOwn(given, placeholder)) return `"${placeholder}" is undefined in "${where}".`;
  const bare = placeholder.slice(1);
  if (Object.hasOwn(given, bare)) return `"${where}" has "${bare}" and not "${placeholder}". Write the key as "${placeholder}".`;
  return `"${placeholder}" is not in "${where}". Add it there.`;
}
