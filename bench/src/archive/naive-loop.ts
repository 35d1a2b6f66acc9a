import { gzipSync } from 'node:zlib';
import { type DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { ORDERS_TABLE } from '../peers/order.js';

/**
 * What one writes on a first afternoon: scan, put the object, put the row, one after the other. It checks nothing, so an item that changes meanwhile is lost; the library's runs pay for that
 * not to happen.
 */
export async function naiveLoop(dynamoDb: DynamoDBClient, s3: S3Client, bucketName: string): Promise<number> {
  let items = 0;
  const { Items = [] } = await dynamoDb.send(new ScanCommand({ TableName: ORDERS_TABLE }));
  for (const row of Items) {
    const { account, id } = unmarshall(row);
    const Key = `naive/${account}/${id}.json`;
    await s3.send(
      new PutObjectCommand({ Bucket: bucketName, Key, Body: gzipSync(JSON.stringify(unmarshall(row))), ContentEncoding: 'gzip' }),
    );
    const pointer = { account: { S: String(account) }, id: { S: String(id) }, s3Key: { S: Key } };
    await dynamoDb.send(new PutItemCommand({ TableName: ORDERS_TABLE, Item: pointer }));
    items += 1;
  }
  return items;
}
