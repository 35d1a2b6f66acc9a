import type { InventedEntity, InventedTable } from './invented-schema.js';
import { type ProjectWriter, quoted } from './source-files.js';

const declareEntity = ({ name, statuses, own }: InventedEntity): string => `
export class ${name}Geo {
  @Attribute() lat!: number;
  @Attribute() lng!: number;
}
export class ${name}Address {
  @Attribute() street!: string;
  @Attribute() city!: string;
  @Attribute({ type: ${name}Geo }) geo!: ${name}Geo;
}
export class ${name} {
  @Attribute({ name: 'pk', prefix: '${name}#' }) account!: string;
  @Attribute({ name: 'sk', prefix: '${name}#' }) id!: string;
  @Attribute({ name: 'gsi1pk', prefix: '${name}#' }) owner!: string;
  @Attribute({ name: 'gsi1sk', type: Date }) createdAt!: Date;
  @Attribute() title!: string;
  @Attribute() count!: number;
  @Attribute() ${own.text}!: string;
  @Attribute() ${own.amountName}!: number;
  @Attribute() status!: ${quoted(statuses).join(' | ')};
  @Attribute({ type: ${name}Address }) address!: ${name}Address;
  @Attribute() tags!: string[];
  @Attribute() note?: string;
}
`;

const declareTable = ({ name, entities }: InventedTable): string => `
import { Attribute, inlineView, logicalTable, secondaryIndex } from '@tempest-ts/tempest';
${entities.map(declareEntity).join('')}
export const ${name} = logicalTable({
  name: '${name}',
  partitionKey: 'pk',
  sortKey: 'sk',
  indexes: { gsi1: { partitionKey: 'gsi1pk', sortKey: 'gsi1sk' } },
  views: {
${entities
  .map(
    entity => `    ${entity.variable}: inlineView(${entity.name}, { key: ['account', 'id'] }),
    ${entity.variable}ByOwner: secondaryIndex(${entity.name}, { index: 'gsi1', key: ['owner', 'createdAt'] }),`,
  )
  .join('\n')}
  },
});
`;

const declareDb = (tables: readonly InventedTable[]): string => `
import { LogicalDb } from '@tempest-ts/tempest';
${tables.map(({ name }) => `import { ${name} } from './${name}.js';`).join('\n')}
export class Db extends LogicalDb {
${tables.map(({ name }) => `  ${name} = ${name};`).join('\n')}
}
`;

const useEntity = (table: string, { name, variable, statuses, own }: InventedEntity): string => `
export async function use${name}(db: Db): Promise<string[]> {
  const { ${variable}, ${variable}ByOwner } = db.${table};
  await ${variable}.save({
    account: 'a', id: 'i', owner: 'o', createdAt: new Date(0), title: 't', count: 1, ${own.text}: 'x', ${own.amountName}: ${own.amount},
    status: '${statuses[0]}', address: { street: 's', city: 'c', geo: { lat: 1, lng: 2 } }, tags: ['x'],
  });
  const loaded = await ${variable}.load({ account: 'a', id: 'i' });
  const lat: number | undefined = loaded?.address.geo.lat;
  const page = await ${variable}.query(beginsWith({ account: 'a', id: 'i' }), {
    filter: t => t.status.eq('${statuses[1]}').and(t.count.gt(3)).and(t.${own.text}.exists()),
  });
  const recent = await ${variable}ByOwner.query(beginsWith({ owner: 'o' }));
  await ${variable}.update({ account: 'a', id: 'i' }, u => [
    u.title.set('y'), u.count.add(1), u.address.city.set('d'), u.tags.append('z'), u.note.remove(), u.status.set('${statuses[2]}'),
  ]);
  return [\`\${lat}\`, ...page.contents.map(each => each.title), ...recent.contents.map(each => each.${own.text})];
}
`;

const useTable = ({ name, entities }: InventedTable): string => `
import { beginsWith } from '@tempest-ts/tempest';
import type { Db } from './db.js';
${entities.map(entity => useEntity(name, entity)).join('')}`;

/** This library. */
export const tempestProject: ProjectWriter = tables =>
  new Map([
    ['db.ts', declareDb(tables)],
    ...tables.flatMap(table => [[`${table.name}.ts`, declareTable(table)] as const, [`use-${table.name}.ts`, useTable(table)] as const]),
  ]);
