import type { InventedEntity, InventedTable } from './invented-schema.js';
import { type ProjectWriter, quoted } from './source-files.js';

const declareEntity = (table: string, { name, variable, statuses, own }: InventedEntity): string => `
export const ${name} = new Entity(
  {
    model: { entity: '${variable}', version: '1', service: '${table}' },
    attributes: {
      account: { type: 'string', required: true },
      id: { type: 'string', required: true },
      owner: { type: 'string', required: true },
      createdAt: { type: 'string', required: true },
      title: { type: 'string', required: true },
      count: { type: 'number', required: true },
      ${own.text}: { type: 'string', required: true },
      ${own.amountName}: { type: 'number', required: true },
      status: { type: [${quoted(statuses).join(', ')}] as const, required: true },
      address: {
        type: 'map',
        required: true,
        properties: {
          street: { type: 'string', required: true },
          city: { type: 'string', required: true },
          geo: {
            type: 'map',
            required: true,
            properties: { lat: { type: 'number', required: true }, lng: { type: 'number', required: true } },
          },
        },
      },
      tags: { type: 'list', items: { type: 'string' }, required: true },
      note: { type: 'string' },
    },
    indexes: {
      primary: { pk: { field: 'pk', composite: ['account'] }, sk: { field: 'sk', composite: ['id'] } },
      byOwner: { index: 'gsi1', pk: { field: 'gsi1pk', composite: ['owner'] }, sk: { field: 'gsi1sk', composite: ['createdAt'] } },
    },
  },
  { table: '${table}' },
);
`;

const declareTable = ({ name, entities }: InventedTable): string => `
import { Entity } from 'electrodb';
${entities.map(entity => declareEntity(name, entity)).join('')}`;

const useEntity = ({ name, statuses, own }: InventedEntity): string => `
export async function use${name}(): Promise<string[]> {
  await ${name}.put({
    account: 'a', id: 'i', owner: 'o', createdAt: new Date(0).toISOString(), title: 't', count: 1, ${own.text}: 'x', ${own.amountName}: ${own.amount},
    status: '${statuses[0]}', address: { street: 's', city: 'c', geo: { lat: 1, lng: 2 } }, tags: ['x'],
  }).go();
  const loaded = await ${name}.get({ account: 'a', id: 'i' }).go();
  const lat: number | undefined = loaded.data?.address.geo.lat;
  const page = await ${name}.query.primary({ account: 'a' }).begins({ id: 'i' }).where(
    ({ status, count, ${own.text} }, { eq, gt, exists }) => \`\${eq(status, '${statuses[1]}')} AND \${gt(count, 3)} AND \${exists(${own.text})}\`,
  ).go();
  const recent = await ${name}.query.byOwner({ owner: 'o' }).go();
  await ${name}.patch({ account: 'a', id: 'i' }).set({ title: 'y', status: '${statuses[2]}' }).add({ count: 1 }).append({ tags: ['z'] }).remove(['note']).data(
    ({ address }, { set }) => set(address.city, 'd'),
  ).go();
  return [\`\${lat}\`, ...page.data.map(each => each.title), ...recent.data.map(each => each.${own.text})];
}
`;

const useTable = ({ name, entities }: InventedTable): string => `
import { ${entities.map(entity => entity.name).join(', ')} } from './${name}.js';
${entities.map(useEntity).join('')}`;

/** ElectroDB, which has no dates: they are strings. */
export const electroDbProject: ProjectWriter = tables =>
  new Map(
    tables.flatMap(table => [
      [`${table.name}.ts`, declareTable(table)],
      [`use-${table.name}.ts`, useTable(table)],
    ]),
  );
