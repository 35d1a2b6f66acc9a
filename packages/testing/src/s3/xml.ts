import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';
import { S3Failure } from './s3-failure.js';

const S3_NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** Elements that may repeat: always parsed as arrays, so that one object to delete reads as two do. */
const REPEATED = new Set(['Object', 'Tag']);

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  // Keys are text whatever they look like: `007` stays `007`, and a leading space stays.
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  isArray: name => REPEATED.has(name),
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: a key may hold control characters, which XML carries only as references
const ESCAPED = /[&<>"\u0000-\u001f]/g;

const builder = new XMLBuilder({
  ignoreAttributes: false,
  // The builder's own entities leave out carriage returns and control characters, which a parser would then change or refuse.
  processEntities: false,
  suppressEmptyNode: true,
  tagValueProcessor: (_name, value) => String(value).replace(ESCAPED, char => `&#x${char.charCodeAt(0).toString(16)};`),
});

/** Writes a document; an `undefined` element is left out and an array repeats its element. Only `Error` has no namespace, as on S3. */
export function toXml(document: Readonly<Record<string, unknown>>): string {
  const named = Object.entries(document).map(([name, content]) => [
    name,
    name === 'Error' ? content : { '@_xmlns': S3_NAMESPACE, ...(content as object) },
  ]);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(Object.fromEntries(named))}`;
}

/** A parsed element: its text, or its children by name. */
export type XmlNode = string | { readonly [name: string]: XmlNode | readonly XmlNode[] | undefined };

/** Parses a request body whose root must be `root`, and returns the root. Throws `MalformedXML`. */
export function parseXml(body: Buffer, root: string): XmlNode {
  const text = body.toString('utf8');
  if (XMLValidator.validate(text) !== true) throw new S3Failure('MalformedXML');
  // The parser's result is exactly strings, arrays (of REPEATED) and objects under the options above.
  const document = parser.parse(text) as { readonly [name: string]: XmlNode | undefined };
  const node = document[root];
  if (node === undefined) throw new S3Failure('MalformedXML');
  return node;
}

/** The text of a child element, or `undefined`. */
export function childText(node: XmlNode, name: string): string | undefined {
  const child = typeof node === 'string' ? undefined : node[name];
  return typeof child === 'string' ? child : undefined;
}

/** The children called `name`; the name must be one of the repeated elements. */
export function children(node: XmlNode, name: 'Object' | 'Tag'): readonly XmlNode[] {
  const child = typeof node === 'string' ? undefined : node[name];
  return Array.isArray(child) ? child : [];
}

/** A child element, or `undefined`. */
export function child(node: XmlNode, name: string): XmlNode | undefined {
  const found = typeof node === 'string' ? undefined : node[name];
  // An array is what only REPEATED elements become.
  return Array.isArray(found) ? undefined : (found as XmlNode | undefined);
}
