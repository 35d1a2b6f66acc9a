import type { AttributeTemplate } from './attribute-template.js';
import type { PropertySchema } from './entity-schema.js';

/** Whether a value of one property is stored just as a value of the other is. */
export function isStoredAlike(a: PropertySchema, b: PropertySchema): boolean {
  const isSame = a.attributes.join('\n') === b.attributes.join('\n') && a.prefix === b.prefix && a.allowEmpty === b.allowEmpty;
  return isSame && a.type === b.type && a.codec === b.codec;
}

/** Whether two classes' templates make one text of the same values: the same words may stand for numbers in one, and for texts in the other. */
export function isMadeAlike(a: AttributeTemplate | undefined, b: AttributeTemplate | undefined): boolean {
  if (!a || !b) return a === b;
  return (
    a.source === b.source &&
    a.components.every((component, position) => {
      const other = b.components[position];
      return other?.form === component.form && other.width === component.width && isStoredAlike(component.property, other.property);
    })
  );
}
