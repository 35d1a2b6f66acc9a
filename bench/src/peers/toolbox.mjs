import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import {
  boolean,
  Entity,
  GetItemCommand,
  item,
  list,
  map,
  number,
  PutItemCommand,
  QueryCommand,
  string,
  Table,
  UpdateItemCommand,
} from 'dynamodb-toolbox';

/** @type {import('./peer.js').PeerModule['connect']} */
export function connect(client, name) {
  const table = new Table({
    name,
    documentClient: DynamoDBDocumentClient.from(client),
    partitionKey: { name: 'account', type: 'string' },
    sortKey: { name: 'id', type: 'string' },
  });
  const orders = new Entity({
    name: 'order',
    table,
    timestamps: false,
    schema: item({
      account: string().key(),
      id: string().key(),
      customer: string(),
      status: string(),
      total: number(),
      quantity: number(),
      paid: boolean(),
      createdAt: string(),
      tags: list(string()),
      address: map({ street: string(), city: string(), geo: map({ lat: number(), lng: number() }) }),
      note: string(),
    }),
  });
  return {
    save: order => orders.build(PutItemCommand).item(order).send(),
    load: async ({ account, id }) => (await orders.build(GetItemCommand).key({ account, id }).send()).Item,
    update: async ({ account, id }, { status, total }) => {
      const command = orders.build(UpdateItemCommand).item({ account, id, status, total });
      return (await command.options({ returnValues: 'ALL_NEW', condition: { attr: 'account', exists: true } }).send()).Attributes;
    },
    page: async account =>
      (await table.build(QueryCommand).query({ partition: account }).entities(orders).options({ limit: 100 }).send()).Items ?? [],
  };
}
