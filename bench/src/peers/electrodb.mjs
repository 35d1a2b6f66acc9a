import { Entity } from 'electrodb';

const model = {
  model: { entity: 'order', version: '1', service: 'shop' },
  attributes: {
    account: { type: 'string', required: true },
    id: { type: 'string', required: true },
    customer: { type: 'string', required: true },
    status: { type: 'string', required: true },
    total: { type: 'number', required: true },
    quantity: { type: 'number', required: true },
    paid: { type: 'boolean', required: true },
    createdAt: { type: 'string', required: true },
    tags: { type: 'list', items: { type: 'string' }, required: true },
    address: {
      type: 'map',
      required: true,
      properties: {
        street: { type: 'string', required: true },
        city: { type: 'string', required: true },
        geo: { type: 'map', required: true, properties: { lat: { type: 'number' }, lng: { type: 'number' } } },
      },
    },
    note: { type: 'string', required: true },
  },
  indexes: { primary: { pk: { field: 'pk', composite: ['account'] }, sk: { field: 'sk', composite: ['id'] } } },
};

/** @type {import('./peer.js').PeerModule['connect']} */
export function connect(client, table) {
  const orders = new Entity(model, { client, table });
  return {
    save: order => orders.put(order).go(),
    load: async ({ account, id }) => (await orders.get({ account, id }).go()).data,
    update: async ({ account, id }, { status, total }) =>
      (await orders.patch({ account, id }).set({ status, total }).go({ response: 'all_new' })).data,
    page: async account => (await orders.query.primary({ account }).go({ limit: 100 })).data,
  };
}
