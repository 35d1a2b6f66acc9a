type Json = Record<string, unknown>;
type DecodeBytes = (base64: string) => Uint8Array;

/** Bytes come as base64, everything else as the SDK gives it. No attribute's name is mistaken for a type: what it holds is an object. */
function reviveBytes(value: Json, decode: DecodeBytes): void {
  for (const name in value) {
    const member = value[name];
    if (typeof member === 'string') {
      if (name === 'B') value[name] = decode(member);
    } else if (Array.isArray(member)) {
      if (name === 'BS' && typeof member[0] === 'string') value[name] = member.map((base64: string) => decode(base64));
      else for (const element of member) if (typeof element === 'object' && element !== null) reviveBytes(element as Json, decode);
    } else if (typeof member === 'object' && member !== null) {
      reviveBytes(member as Json, decode);
    }
  }
}

const COLON = ':'.charCodeAt(0);
const SPACE = ' '.charCodeAt(0);

/** Whether the text stands somewhere as the end of a name, and not within or at the end of a string (`2 GB`). */
function endsName(body: Buffer, text: string): boolean {
  for (let at = body.indexOf(text); at >= 0; at = body.indexOf(text, at + 1)) {
    let after = at + text.length;
    while ((body[after] ?? COLON) <= SPACE) after += 1;
    if (body[after] === COLON) return true;
  }
  return false;
}

/**
 * Whether a value may be of type B or BS. Most answers have none, and searching for how the two names end takes a fifth of a walk. A JSON writer may spell letters in
 * hexadecimal: no server is known to, but what it meant would be lost.
 */
function mayHoldBytes(body: Buffer): boolean {
  return endsName(body, 'B"') || endsName(body, 'BS"') || body.includes('\\u00');
}

/**
 * The output that the body of a successful response says: the JSON that DynamoDB sends has the form of the SDK's outputs, but for binary values.
 *
 * @returns `undefined` where it is none: the SDK says why
 */
export function parseOutput(body: Buffer, decode: DecodeBytes): object | undefined {
  try {
    const output: unknown = JSON.parse(body.toString());
    if (typeof output !== 'object' || output === null || Array.isArray(output)) return undefined;
    const members = output as Json; // what JSON calls an object
    if (mayHoldBytes(body)) reviveBytes(members, decode);
    for (const name in members) if (members[name] === null) delete members[name]; // the SDK leaves them out
    return members;
  } catch {
    return undefined;
  }
}
