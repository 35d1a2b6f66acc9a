import type * as z from 'zod/mini';

/** What is read of zod's schemas: the members of objects, and what is optional. */
interface SchemaDefinition {
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly innerType?: z.core.$ZodType;
}

/** The members that an object has at a path of a schema; none where that is no object, or one of several. */
function membersAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  const { shape, innerType } = schema._zod.def as SchemaDefinition; // by the kind of schema
  if (innerType) return membersAt(innerType, path);
  const [name, ...rest] = path;
  if (!shape || name === undefined) return Object.keys(shape ?? {});
  const member = shape[String(name)];
  return member ? membersAt(member, rest) : [];
}

/** What is wrong with one of the options that a schema describes: its path, and what it should be. */
export function describeIssue(schema: z.core.$ZodType, issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String);
  if (issue.code !== 'unrecognized_keys') return `${path.join('.')}: ${issue.message}`;
  const members = membersAt(schema, issue.path);
  const known = members.length > 0 ? `, only ${members.join(', ')}` : '';
  return `${[...path, issue.keys.join(', ')].join('.')}: there is no such option${known}`;
}
