import { ExpressionSyntaxError } from './expression-syntax-error.js';

/**
 * A token of an expression. `word` is a bare name, keyword or function; `name` is `#name`, `value` is `:name`; `index` is a whole number; `end` is
 * what comes after the last.
 */
export interface Token {
  readonly kind: 'word' | 'name' | 'value' | 'index' | 'symbol' | 'end';
  readonly text: string;
  readonly position: number;
}

// Sticky, so that each is tried where the last one ended. DynamoDB takes these four characters as space, and no others.
const SPACE = /[ \t\r\n]*/y;
const TOKEN = /(?<word>[A-Za-z]\w*)|(?<name>#\w+)|(?<value>:\w+)|(?<index>0|[1-9]\d*)|(?<symbol><>|<=|>=|[=<>(),.[\]])/y;

/** @throws ExpressionSyntaxError at the first character that begins no token */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = 0;
  for (;;) {
    SPACE.lastIndex = position;
    SPACE.exec(text);
    position = SPACE.lastIndex;
    if (position === text.length) return tokens;
    TOKEN.lastIndex = position;
    const groups = TOKEN.exec(text)?.groups;
    if (groups === undefined) throw new ExpressionSyntaxError(strangeCharacter(text, position), text, position);
    tokens.push(tokenOf(groups, position));
    position = TOKEN.lastIndex;
  }
}

function tokenOf(groups: Readonly<Record<string, string | undefined>>, position: number): Token {
  const { word, name, value, index, symbol } = groups;
  if (word !== undefined) return { kind: 'word', text: word, position };
  if (name !== undefined) return { kind: 'name', text: name, position };
  if (value !== undefined) return { kind: 'value', text: value, position };
  if (index !== undefined) return { kind: 'index', text: index, position };
  return { kind: 'symbol', text: symbol ?? '', position };
}

function strangeCharacter(text: string, position: number): string {
  const character = String.fromCodePoint(text.codePointAt(position) ?? 0);
  if (character === '#' || character === ':') {
    return `"${character}" needs a name of letters, digits and underscores right after it, such as "${character}x".`;
  }
  if (character === '"' || character === "'")
    return 'text in quotes is not allowed. Write a placeholder such as ":x" and give its value in "values".';
  if (character === '!') return 'DynamoDB writes "not equal" as "<>".';
  return `${JSON.stringify(character)} is not part of the expression language. A name that has it needs a placeholder: write "#x" and give the name in "names".`;
}
