import 'reflect-metadata';
import { Attribute, Entity, Table } from '@typedorm/common';
import { createConnection, getEntityManager } from '@typedorm/core';
import { DocumentClientV3 } from '@typedorm/document-client';

/** @type {import('./peer.js').PeerModule['connect']} */
export function connect(client, name) {
  class Order {}
  const types = { total: Number, quantity: Number, paid: Boolean, tags: Array, address: Object };
  for (const property of ['account', 'id', 'customer', 'status', 'total', 'quantity', 'paid', 'createdAt', 'tags', 'address', 'note']) {
    Reflect.defineMetadata('design:type', types[property] ?? String, Order.prototype, property);
    Attribute()(Order.prototype, property);
  }
  Entity({ name: 'order', primaryKey: { partitionKey: 'ORDER#{{account}}', sortKey: 'ORDER#{{id}}' } })(Order);
  const table = new Table({ name, partitionKey: 'PK', sortKey: 'SK' });
  createConnection({ table, entities: [Order], documentClient: new DocumentClientV3(client) });
  const manager = getEntityManager();
  return {
    save: order => manager.create(Object.assign(new Order(), order), { overwriteIfExists: true }),
    load: ({ account, id }) => manager.findOne(Order, { account, id }),
    update: ({ account, id }, changes) => manager.update(Order, { account, id }, changes),
    page: async account => (await manager.find(Order, { account }, { limit: 100 })).items,
  };
}
