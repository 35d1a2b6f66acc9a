import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { TemplateComponent } from '../metadata/attribute-template.js';
import { ISO_SHAPE, regexOf } from '../metadata/pattern-part.js';
import { ValueProblem } from './value-problem.js';

const ISO_DATE = regexOf([{ kind: 'date' }], []);

function digitsOf({ property, width }: TemplateComponent, { N }: AttributeValue): string {
  if (N === undefined)
    throw new ValueProblem(`{${property.property}:${width}} of a template is a whole number. Leave the width out, or give it a number.`);
  if (/^\d+$/.test(N) && N.length <= width) return N.padStart(width, '0');
  throw new ValueProblem(
    `${N} is no whole number of at most ${width} digits, as its place in the template has. Give it another value, or the template a larger width.`,
  );
}

function textOf({ property }: TemplateComponent, { S, N }: AttributeValue): string {
  if (N !== undefined)
    throw new ValueProblem(
      `a number sorts and is read back from a template only where its width is known. Write {${property.property}:4}, or declare \`type: Number\`.`,
    );
  if (S === undefined) throw new ValueProblem('a template takes strings, whole numbers and dates.');
  return S.startsWith(property.prefix) ? S.slice(property.prefix.length) : S;
}

/**
 * A stored value as its template says it.
 *
 * @throws ValueProblem where it does not fit
 */
export function componentText(component: TemplateComponent, stored: AttributeValue): string {
  if (component.form === 'digits') return digitsOf(component, stored);
  const text = textOf(component, stored);
  if (text === '') throw new ValueProblem('it is empty, which no key made by a template holds. Give it a value.');
  if (component.form === 'date' && !ISO_DATE.test(text)) throw new ValueProblem(`'${text}' is no date of the form ${ISO_SHAPE}.`);
  return text;
}

/** Back from the text in a template to what the property stores. */
export function componentValue({ form, property }: TemplateComponent, text: string): AttributeValue {
  return form === 'digits' ? { N: text.replace(/^0+(?=\d)/, '') } : { S: property.prefix + text };
}
