import type { InventedEntity, InventedTable } from './invented-schema.js';
import { type ProjectWriter, quoted } from './source-files.js';

const declareEntity = (table: string, { name, variable, statuses, own }: InventedEntity): string => `
export const ${name} = new Entity({
  name: '${variable}',
  table: ${table},
  schema: item({
    account: string().key().savedAs('pk').transform(prefix('${name}')),
    id: string().key().savedAs('sk').transform(prefix('${name}')),
    owner: string().savedAs('gsi1pk').transform(prefix('${name}')),
    createdAt: string().savedAs('gsi1sk'),
    title: string(),
    count: number(),
    ${own.text}: string(),
    ${own.amountName}: number(),
    status: string().enum(${quoted(statuses).join(', ')}),
    address: map({ street: string(), city: string(), geo: map({ lat: number(), lng: number() }) }),
    tags: list(string()),
    note: string().optional(),
  }),
});
`;

const declareTable = ({ name, entities }: InventedTable): string => `
import { Entity, item, list, map, number, prefix, string, Table } from 'dynamodb-toolbox';
export const ${name} = new Table({
  name: '${name}',
  partitionKey: { name: 'pk', type: 'string' },
  sortKey: { name: 'sk', type: 'string' },
  indexes: {
    gsi1: { type: 'global', partitionKey: { name: 'gsi1pk', type: 'string' }, sortKey: { name: 'gsi1sk', type: 'string' } },
  },
});
${entities.map(entity => declareEntity(name, entity)).join('')}`;

const useEntity = (table: string, { name, variable, statuses, own }: InventedEntity): string => `
export async function use${name}(): Promise<string[]> {
  await ${name}.build(PutItemCommand).item({
    account: 'a', id: 'i', owner: 'o', createdAt: new Date(0).toISOString(), title: 't', count: 1, ${own.text}: 'x', ${own.amountName}: ${own.amount},
    status: '${statuses[0]}', address: { street: 's', city: 'c', geo: { lat: 1, lng: 2 } }, tags: ['x'],
  }).send();
  const loaded = await ${name}.build(GetItemCommand).key({ account: 'a', id: 'i' }).send();
  const lat: number | undefined = loaded.Item?.address.geo.lat;
  const page = await ${table}.build(QueryCommand).entities(${name}).query({ partition: '${name}#a', range: { beginsWith: '${name}#i' } }).options({
    filters: { ${variable}: { and: [{ attr: 'status', eq: '${statuses[1]}' }, { attr: 'count', gt: 3 }, { attr: '${own.text}', exists: true }] } },
  }).send();
  const recent = await ${table}.build(QueryCommand).entities(${name}).query({ index: 'gsi1', partition: '${name}#o' }).send();
  await ${name}.build(UpdateItemCommand).item({
    account: 'a', id: 'i', title: 'y', count: $add(1), address: { city: 'd' }, tags: $append(['z']), note: $remove(), status: '${statuses[2]}',
  }).send();
  return [\`\${lat}\`, ...(page.Items ?? []).map(each => each.title), ...(recent.Items ?? []).map(each => each.${own.text})];
}
`;

const useTable = ({ name, entities }: InventedTable): string => `
import { $add, $append, $remove, GetItemCommand, PutItemCommand, QueryCommand, UpdateItemCommand } from 'dynamodb-toolbox';
import { ${[name, ...entities.map(entity => entity.name)].join(', ')} } from './${name}.js';
${entities.map(entity => useEntity(name, entity)).join('')}`;

/** dynamodb-toolbox, which has no dates: they are strings. */
export const toolboxProject: ProjectWriter = tables =>
  new Map(
    tables.flatMap(table => [
      [`${table.name}.ts`, declareTable(table)],
      [`use-${table.name}.ts`, useTable(table)],
    ]),
  );
