import type { EntitySchema, PropertySchema } from './entity-schema.js';
import { isTemplate, parseTemplate } from './parse-template.js';
import { ARCHIVE_ATTRIBUTE } from './pointer-attributes.js';
import type { KeyPartSchema } from './table-schema.js';

/** Throws a DeclarationError about the view. */
export type Fail = (why: string, property?: string) => never;

/** A constant that no row can have as its key: found here rather than at the first save. */
function checkConstant(property: PropertySchema, fail: Fail): void {
  if (property.initial !== '' || property.codec || (property.prefix !== '' && !property.allowEmpty)) return;
  fail(
    `\`${property.property}\` is '' and would be an empty key, which DynamoDB refuses. Give it a \`prefix\`, or another value.`,
    property.property,
  );
}

function keyProperty(entity: EntitySchema, attribute: string, property: string, role: string, fail: Fail): PropertySchema {
  const schema = entity.byProperty.get(property);
  if (!schema)
    return fail(
      `its key names \`${property}\`, which is no attribute of ${entity.name}. Declare it with @Attribute(), or correct the name.`,
      property,
    );
  if (!schema.attributes.includes(attribute)) {
    return fail(
      `\`${property}\` is stored as ${schema.attributes.join(' and ')}, but the ${role} key is the attribute ${attribute}. ` +
        `Use @Attribute({ name: '${attribute}' }), or name another property.`,
      property,
    );
  }
  return schema;
}

function templatePart(entity: EntitySchema, attribute: string, source: string, fail: Fail): KeyPartSchema {
  const template = parseTemplate(source, entity, fail);
  const other = entity.byAttribute.get(attribute);
  if (other) {
    fail(
      `the template '${source}' makes the attribute ${attribute}, which carries \`${other.property}\` too. Give the property's @Attribute another \`name\`.`,
      other.property,
    );
  }
  if (attribute === ARCHIVE_ATTRIBUTE) fail(`the attribute ${ARCHIVE_ATTRIBUTE} is what marks an archived row, and no key.`);
  return Object.freeze({ attribute, template });
}

/** The property, or the template, that a view's `key` names for one of its key attributes. */
export function buildPart(entity: EntitySchema, attribute: string, named: string, role: 'partition' | 'sort', fail: Fail): KeyPartSchema {
  if (isTemplate(named)) return templatePart(entity, attribute, named, fail);
  const property = keyProperty(entity, attribute, named, role, fail);
  return Object.freeze({ attribute, property, fixed: property.constant ? property.initial : undefined, inKey: true });
}

/** The sort key's part; `undefined` where there is no sort key. */
export function buildSort(
  entity: EntitySchema,
  attribute: string | undefined,
  named: string | undefined,
  fail: Fail,
): KeyPartSchema | undefined {
  if (attribute === undefined) {
    if (named !== undefined)
      fail(`its key names a sort property, \`${named}\`, but there is no sort key. Remove it, or declare the \`sortKey\`.`, named);
    return undefined;
  }
  if (named !== undefined) return buildPart(entity, attribute, named, 'sort', fail);
  const constant = entity.byAttribute.get(attribute);
  if (!constant?.constant) {
    return fail(
      `its key leaves out the sort key, ${attribute}. Name the property that carries it, or give ${entity.name} one that is constant: ` +
        `@Attribute({ name: '${attribute}', prefix: 'INFO_' }) readonly sortKey = ''.`,
    );
  }
  checkConstant(constant, fail);
  return Object.freeze({ attribute, property: constant, fixed: constant.initial, inKey: false });
}
