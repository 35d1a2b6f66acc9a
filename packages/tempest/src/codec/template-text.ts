import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { AttributeTemplate, TemplateComponent } from '../metadata/attribute-template.js';
import { componentText } from './component-text.js';
import { ValueProblem } from './value-problem.js';

/** A component with the value that it stores. */
export interface GivenComponent {
  readonly component: TemplateComponent;
  readonly stored: AttributeValue;
}

/** Where the text that ends it would be met early, the value would be read back as another. */
function checkEnd({ source }: AttributeTemplate, { form, after }: TemplateComponent, text: string): void {
  if (form !== 'text' || after === '' || (text + after).indexOf(after) === text.length) return;
  throw new ValueProblem(
    `'${text}' cannot stand before '${after}' in the template '${source}': it would end early, and be read back as another value. Use values without it, or another separator.`,
  );
}

/**
 * The text of a template's first components, each with the literal text that follows it.
 *
 * @param isPrefix the last component is what its value begins with, where it is a text
 * @throws ValueProblem that names the property
 */
export function templateText(template: AttributeTemplate, given: readonly GivenComponent[], isPrefix = false): string {
  return given.reduce((text, { component, stored }, position) => {
    const isPartial = isPrefix && position === template.components.length - 1 && component.form === 'text';
    return ValueProblem.at(component.property.property, () => {
      const value = componentText(component, stored);
      if (isPartial) return text + value;
      checkEnd(template, component, value);
      return text + value + component.after;
    });
  }, template.lead);
}
