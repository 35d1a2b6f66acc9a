import { VERSION } from '../decorators/version.js';
import type { AttributeTemplate, TemplateComponent } from './attribute-template.js';
import type { EntitySchema, PropertySchema } from './entity-schema.js';
import { keyTypeOf } from './key-type.js';

type Fail = (why: string, property?: string) => never;

/** Digits of the largest number that JavaScript holds exactly, 9007199254740991. */
const SAFE_DIGITS = 16;
/** Digits of a DynamoDB number (developer guide, "Data types"). */
const MAX_DIGITS = 38;

/** Whether a part of a view's `key` is a template, and not a property's name. */
export const isTemplate = (part: string): boolean => part.includes('{') || part.includes('}');

type Form = Pick<TemplateComponent, 'form' | 'width'>;

/** How a component is written, as far as its declaration tells; a value that does not fit is refused when it is written. */
function formOf(property: PropertySchema, width: number | undefined, fail: (why: string) => never): Form {
  const { type, codec } = property;
  const text = (form: 'text' | 'date', what: string): Form =>
    width === undefined ? { form, width: 0 } : fail(`\`:${width}\` pads numbers, and it is ${what}. Leave the width out.`);
  if (codec) return width === undefined ? { form: 'text', width: 0 } : { form: 'digits', width };
  if (type === String) return text('text', 'a string');
  if (type === Date) return text('date', 'a date, which sorts as it is');
  if (type === Number || type === 'epochSeconds' || type === 'epochMillis') return { form: 'digits', width: width ?? SAFE_DIGITS };
  if (type === BigInt) return { form: 'digits', width: width ?? MAX_DIGITS };
  if (type !== undefined) return fail('a template takes strings, whole numbers and dates. Its `type` says that it is something else.');
  const known = keyTypeOf(property);
  if (known === 'S') return text('text', 'a string');
  if (known === 'B') return fail('a template takes strings, whole numbers and dates, and it is binary.');
  if (width !== undefined) return { form: 'digits', width };
  // Of other properties the first write says the same
  if (known === 'N')
    fail(
      `it is a number, which sorts and is read back only where its width is known. Write {${property.property}:4}, or declare \`type: Number\`.`,
    );
  return { form: 'text', width: 0 };
}

function componentOf(entity: EntitySchema, inner: string, after: string, isLast: boolean, fail: Fail): TemplateComponent {
  const [, name = inner, digits] = /^([^:]+):(.*)$/.exec(inner) ?? [];
  const property = entity.byProperty.get(name);
  if (!property) return fail(`{${inner}} names no attribute of ${entity.name}. It has ${[...entity.byProperty.keys()].join(', ')}.`, name);
  const failHere = (why: string): never => fail(`{${inner}}: ${why}`, name);
  if (property.decorators.has(VERSION)) failHere('every write changes a @Version(), so that no key is made of it.');
  const width = digits === undefined ? undefined : Number(digits);
  if (width !== undefined && !(/^\d+$/.test(digits ?? '') && width >= 1 && width <= MAX_DIGITS))
    failHere(`a width is a number of digits from 1 to ${MAX_DIGITS}: {line:4}.`);
  const form = formOf(property, width, failHere);
  if (form.form === 'text' && after === '' && !isLast)
    failHere('what follows it cannot be told from it. Put a separator between the two, such as #.');
  return Object.freeze({ property, ...form, after });
}

/** Reads a template of a view's key. */
export function parseTemplate(source: string, entity: EntitySchema, failView: Fail): AttributeTemplate {
  const fail: Fail = (why, property) => failView(`the template '${source}': ${why}`, property);
  const pieces = source.split(/\{([^{}]*)\}/); // literals and names take turns
  const stray = pieces.find((piece, position) => position % 2 === 0 && isTemplate(piece));
  if (stray !== undefined) fail(`'${stray}' has a brace without its other half. A property stands in braces: {orderId}.`);
  const [lead = ''] = pieces;
  const components: TemplateComponent[] = [];
  for (let at = 1; at < pieces.length; at += 2) {
    const component = componentOf(entity, pieces[at] ?? '', pieces[at + 1] ?? '', at + 2 === pieces.length, fail);
    if (components.some(({ property }) => property === component.property))
      fail(`it names ${component.property.property} twice. Name it once.`, component.property.property);
    components.push(component);
  }
  return Object.freeze({ source, lead, components: Object.freeze(components) });
}
