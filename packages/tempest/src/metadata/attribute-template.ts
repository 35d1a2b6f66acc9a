import type { PropertySchema } from './entity-schema.js';
import type { PatternPart } from './pattern-part.js';

/** A property's place in a template. */
export interface TemplateComponent {
  readonly property: PropertySchema;
  /** How its stored value is written: a text as it is, a date of fixed length, a number padded with zeros. */
  readonly form: 'text' | 'date' | 'digits';
  /** Digits of a padded number. */
  readonly width: number;
  /** The literal text that follows. */
  readonly after: string;
}

/** How an attribute's value is made of several properties, and parsed back: `ORDER#{orderId}#LINE#{line:4}`. */
export interface AttributeTemplate {
  /** As declared. */
  readonly source: string;
  /** The literal text that it begins with. */
  readonly lead: string;
  readonly components: readonly TemplateComponent[];
}

/** A template that makes an attribute. */
export interface TemplatedAttribute {
  readonly attribute: string;
  readonly template: AttributeTemplate;
}

function componentPart({ form, width, after }: TemplateComponent): PatternPart {
  if (form === 'digits') return { kind: 'digits', width };
  // DynamoDB is asked for what begins with the text before it, the bare text included
  return form === 'date' ? { kind: 'date' } : { kind: 'free', until: after, mayBeEmpty: after === '' };
}

/** What the template's values look like. */
export function templateParts({ lead, components }: AttributeTemplate): readonly PatternPart[] {
  return [lead, ...components.flatMap(component => [componentPart(component), component.after])].filter(part => part !== '');
}
