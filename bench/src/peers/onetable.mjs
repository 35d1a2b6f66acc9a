import { Table } from 'dynamodb-onetable';

/** OneTable's own template of a key. */
const keyOf = property => `order#\${${property}}`;

const schema = {
  format: 'onetable:1.1.0',
  version: '0.0.1',
  indexes: { primary: { hash: 'pk', sort: 'sk' } },
  models: {
    Order: {
      pk: { type: 'string', value: keyOf('account') },
      sk: { type: 'string', value: keyOf('id') },
      account: { type: 'string', required: true },
      id: { type: 'string', required: true },
      customer: { type: 'string', required: true },
      status: { type: 'string', required: true },
      total: { type: 'number', required: true },
      quantity: { type: 'number', required: true },
      paid: { type: 'boolean', required: true },
      createdAt: { type: 'string', required: true },
      tags: { type: 'array', items: { type: 'string' }, required: true },
      address: {
        type: 'object',
        required: true,
        schema: {
          street: { type: 'string' },
          city: { type: 'string' },
          geo: { type: 'object', schema: { lat: { type: 'number' }, lng: { type: 'number' } } },
        },
      },
      note: { type: 'string', required: true },
    },
  },
  params: { isoDates: true, timestamps: false },
};

/** @type {import('./peer.js').PeerModule['connect']} */
export function connect(client, name) {
  const table = new Table({ client, name, schema, partial: true, logger: false });
  const orders = table.getModel('Order');
  return {
    save: order => orders.create(order, { exists: null }),
    load: ({ account, id }) => orders.get({ account, id }),
    update: ({ account, id }, { status, total }) => orders.update({ account, id, status, total }),
    page: account => orders.find({ account }, { limit: 100 }),
  };
}
