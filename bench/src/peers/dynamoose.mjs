import { DynamoDB } from '@aws-sdk/client-dynamodb';
import dynamoose from 'dynamoose';

/** @type {import('./peer.js').PeerModule['connect']} */
export function connect(client, table) {
  const { region, credentials, requestHandler } = client.config;
  dynamoose.aws.ddb.set(new DynamoDB({ region, credentials, requestHandler }));
  const schema = new dynamoose.Schema({
    account: { type: String, hashKey: true },
    id: { type: String, rangeKey: true },
    customer: String,
    status: String,
    total: Number,
    quantity: Number,
    paid: Boolean,
    createdAt: String,
    tags: { type: Array, schema: [String] },
    address: {
      type: Object,
      schema: { street: String, city: String, geo: { type: Object, schema: { lat: Number, lng: Number } } },
    },
    note: String,
  });
  const Order = dynamoose.model('Order', schema, { create: false, waitForActive: false, update: false, tableName: table });
  return {
    save: order => new Order(order).save(),
    load: ({ account, id }) => Order.get({ account, id }),
    update: ({ account, id }, changes) => Order.update({ account, id }, changes),
    page: async account => [...(await Order.query('account').eq(account).limit(100).exec())],
    order: found => ({ ...found }),
  };
}
