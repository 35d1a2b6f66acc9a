import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { type TemplatedAttribute, templateParts } from '../metadata/attribute-template.js';
import type { EntitySchema, PropertySchema } from '../metadata/entity-schema.js';
import { type EntityTemplates, entityTemplates } from '../metadata/entity-templates.js';
import { regexOf } from '../metadata/pattern-part.js';
import type { TableSchema } from '../metadata/table-schema.js';
import { componentValue } from './component-text.js';
import { setOwn } from './native-codec.js';
import type { ReadonlyRow, Row } from './row.js';
import { type GivenComponent, templateText } from './template-text.js';
import { ValueProblem } from './value-problem.js';

/** The attributes of an entity's rows that templates make, compiled for one table. */
export interface TemplatesCodec extends EntityTemplates {
  /** Sets them on a row that has all its other attributes, and takes away what only the key stores. Throws ValueProblem. */
  complete(row: Row): void;
  /** A row with what is parsed from its key, as if its attributes stood in it. Throws ValueProblem. */
  expand(row: ReadonlyRow): ReadonlyRow;
}

/** Sparse: without one of its components, a row is not in the index. Stored null is no component either. */
function isThere(value: AttributeValue | undefined): value is AttributeValue {
  return value !== undefined && value.NULL === undefined;
}

/**
 * The text of a template, from the values that its components store.
 *
 * @returns `undefined` where one is absent
 * @throws ValueProblem that names the property
 */
export function madeText(
  { template }: TemplatedAttribute,
  storedOf: (property: PropertySchema) => AttributeValue | undefined,
): string | undefined {
  const given: GivenComponent[] = [];
  for (const component of template.components) {
    const stored = storedOf(component.property);
    if (!isThere(stored)) return undefined;
    given.push({ component, stored });
  }
  return templateText(template, given);
}

export function compileTemplates(entity: EntitySchema, table: TableSchema): TemplatesCodec {
  const templates = entityTemplates(table, entity);
  const parsers = new Map([...templates.key, ...templates.derived].map(made => [made, regexOf(templateParts(made.template), [])]));

  const parse = (made: TemplatedAttribute, row: ReadonlyRow): Row | undefined => {
    const match = parsers.get(made)?.exec(row[made.attribute]?.S ?? '');
    if (!match) return undefined;
    const parsed: Row = {};
    made.template.components.forEach((component, position) => {
      for (const attribute of component.property.attributes)
        setOwn(parsed, attribute, componentValue(component, match[position + 1] ?? ''));
    });
    return parsed;
  };

  const missing = ({ attribute, template }: TemplatedAttribute, row: Row): never => {
    const absent = template.components.find(({ property }) => !isThere(row[property.attributes[0]]));
    return ValueProblem.at(absent?.property.property ?? attribute, () => {
      throw new ValueProblem(
        `it is part of the item's key (${attribute} of table ${table.name}) and has no value. Set it before you save.`,
      );
    });
  };

  const unparsed = ({ attribute, template }: TemplatedAttribute, row: ReadonlyRow): never =>
    ValueProblem.at(template.components[0]?.property.property ?? attribute, () => {
      throw new ValueProblem(`its key ${attribute} is '${row[attribute]?.S}', which the template '${template.source}' does not make.`);
    });

  return Object.freeze({
    ...templates,
    complete: (row: Row): void => {
      const made = new Map<string, string>();
      for (const each of [...templates.key, ...templates.derived]) {
        const text = madeText(each, property => row[property.attributes[0]]);
        if (text !== undefined) made.set(each.attribute, text);
        else if (templates.key.includes(each)) missing(each, row);
      }
      for (const { attributes } of templates.keyOnly) for (const attribute of attributes) delete row[attribute];
      for (const [attribute, text] of made) setOwn<AttributeValue>(row, attribute, { S: text });
    },
    expand: (row: ReadonlyRow): ReadonlyRow => {
      let expanded = row;
      if (templates.readsDerived) {
        for (const made of templates.derived) expanded = { ...parse(made, row), ...expanded };
      }
      if (templates.key.length === 0) return expanded;
      let ofKey: Row = {};
      for (const made of templates.key) ofKey = { ...(parse(made, row) ?? unparsed(made, row)), ...ofKey }; // the partition key, which comes first, wins
      return { ...expanded, ...ofKey };
    },
  });
}
