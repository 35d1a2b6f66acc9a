import assert from 'node:assert/strict';
import {
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDbContractCase } from './dynamo-db-contract-case.js';
import { type ContractTable, type Item, key, tableCase } from './dynamo-db-contract-table.js';

const SORT_KEYS = ['a', 'aa', 'ab', 'b', 'ba', 'c', '\u{1f600}'];

async function seed(table: ContractTable): Promise<void> {
  for (const [index, sk] of SORT_KEYS.entries())
    await table.put({
      ...key('p', sk),
      n: { N: String(index) },
      data: { S: `d${index}` },
    });
  await table.put({ ...key('other', 'a'), n: { N: '0' } });
}

function query(table: ContractTable, sort: string, input: Partial<QueryCommandInput> = {}): Promise<QueryCommandOutput> {
  return table.client.send(
    new QueryCommand({
      TableName: table.name,
      ...input,
      KeyConditionExpression: sort === '' ? 'pk = :p' : `pk = :p AND ${sort}`,
      ExpressionAttributeValues: {
        ':p': { S: 'p' },
        ...input.ExpressionAttributeValues,
      },
    }),
  );
}

function sortKeys(output: { readonly Items?: Item[] | undefined }): (string | undefined)[] {
  return (output.Items ?? []).map(item => item.sk?.S);
}

const AB = { ':a': { S: 'aa' }, ':b': { S: 'b' } };

/** Queries, scans, paging and what they cost. */
export const READ_CASES: readonly DynamoDbContractCase[] = [
  ...(
    [
      ['begins_with(sk, :a)', { ':a': { S: 'a' } }, ['a', 'aa', 'ab']],
      ['sk BETWEEN :a AND :b', AB, ['aa', 'ab', 'b']],
      ['sk = :a', { ':a': { S: 'aa' } }, ['aa']],
      ['sk < :a', { ':a': { S: 'aa' } }, ['a']],
      ['sk <= :a', { ':a': { S: 'aa' } }, ['a', 'aa']],
      ['sk > :b', { ':b': { S: 'b' } }, ['ba', 'c', '\u{1f600}']],
      ['sk >= :b', { ':b': { S: 'b' } }, ['b', 'ba', 'c', '\u{1f600}']],
    ] as const
  ).map(([condition, values, expected]) =>
    tableCase(`a query finds ${condition} in order`, async table => {
      await seed(table);
      assert.deepEqual(sortKeys(await query(table, condition, { ExpressionAttributeValues: values })), expected);
    }),
  ),
  ...[true, false].map(ScanIndexForward =>
    tableCase(`pages ${ScanIndexForward ? 'ascending' : 'descending'} follow one another without loss or repetition`, async table => {
      await seed(table);
      const seen: (string | undefined)[] = [];
      let ExclusiveStartKey: Item | undefined;
      do {
        const page = await query(table, '', {
          Limit: 2,
          ScanIndexForward,
          ...(ExclusiveStartKey && { ExclusiveStartKey }),
        });
        assert.ok((page.Items?.length ?? 0) <= 2);
        seen.push(...sortKeys(page));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey !== undefined);
      assert.deepEqual(seen, ScanIndexForward ? SORT_KEYS : [...SORT_KEYS].reverse());
    }),
  ),
  tableCase('a page may start after a key that no longer exists', async table => {
    await seed(table);
    assert.deepEqual(sortKeys(await query(table, '', { ExclusiveStartKey: key('p', 'abc') })), ['b', 'ba', 'c', '\u{1f600}']);
  }),
  tableCase('a filter is applied after the limit, and a page may be empty and not the last', async table => {
    await seed(table);
    const filter = {
      FilterExpression: 'n >= :n',
      ExpressionAttributeValues: { ':n': { N: '3' } },
    };
    const first = await query(table, '', { ...filter, Limit: 2 });
    assert.deepEqual([first.Count, first.ScannedCount], [0, 2]);
    assert.deepEqual(first.LastEvaluatedKey, key('p', 'aa'));
    const all = await query(table, '', filter);
    assert.deepEqual([all.Count, all.ScannedCount, sortKeys(all)], [4, 7, SORT_KEYS.slice(3)]);
  }),
  tableCase('the size of a string is counted in UTF-16 units', async table => {
    for (const [data, size] of [
      ['e\u0301', 2],
      ['\u00e9', 1],
      ['\u6f22', 1],
      ['\u{1f600}', 2],
      ['\u00e9\u{1d11e}', 3],
    ] as const) {
      await table.put({ ...key('p', 'a'), data: { S: data } });
      const sized = { FilterExpression: 'size(#d) = :n', ExpressionAttributeNames: { '#d': 'data' } };
      const output = await query(table, '', { ...sized, ExpressionAttributeValues: { ':n': { N: String(size) } } });
      assert.deepEqual([data, sortKeys(output)], [data, ['a']]);
    }
  }),
  tableCase('Select COUNT counts and returns no items', async table => {
    await seed(table);
    const output = await query(table, 'begins_with(sk, :a)', {
      Select: 'COUNT',
      ExpressionAttributeValues: { ':a': { S: 'a' } },
    });
    assert.equal(output.Count, 3);
    assert.equal(output.Items, undefined);
  }),
  tableCase('a projection returns what it names, and absent attributes are left out', async table => {
    await seed(table);
    const output = await query(table, 'sk = :a', {
      ProjectionExpression: 'sk, #d, absent',
      ExpressionAttributeNames: { '#d': 'data' },
      ExpressionAttributeValues: { ':a': { S: 'a' } },
    });
    assert.deepEqual(output.Items, [{ sk: { S: 'a' }, data: { S: 'd0' } }]);
  }),
  tableCase('the segments of a parallel scan are disjoint and complete, page by page', async table => {
    const written = Array.from({ length: 60 }, (_, index) => `p${index}`);
    await Promise.all(written.map(pk => table.put(key(pk, 's'))));
    const TotalSegments = 4;
    const seen: (string | undefined)[] = [];
    for (let Segment = 0; Segment < TotalSegments; Segment++) {
      let ExclusiveStartKey: Item | undefined;
      do {
        const scan = {
          TableName: table.name,
          Segment,
          TotalSegments,
          Limit: 7,
          ...(ExclusiveStartKey && { ExclusiveStartKey }),
        };
        const page = await table.client.send(new ScanCommand(scan));
        seen.push(...(page.Items ?? []).map(item => item.pk?.S));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey !== undefined);
    }
    assert.deepEqual(seen.sort(), written.sort());
  }),
  tableCase('consumed capacity follows sizes: 1 KB a write unit, 4 KB a read unit, half where eventually consistent', async table => {
    const item = { ...key('p', 's'), data: { S: 'x'.repeat(5_000) } };
    const reported = {
      TableName: table.name,
      ReturnConsumedCapacity: 'TOTAL' as const,
    };
    const put = await table.client.send(new PutItemCommand({ ...reported, Item: item }));
    assert.equal(put.ConsumedCapacity?.CapacityUnits, 5);
    const eventual = await table.client.send(new GetItemCommand({ ...reported, Key: key('p', 's') }));
    assert.equal(eventual.ConsumedCapacity?.CapacityUnits, 1);
    const consistent = await table.client.send(
      new GetItemCommand({
        ...reported,
        Key: key('p', 's'),
        ConsistentRead: true,
      }),
    );
    assert.equal(consistent.ConsumedCapacity?.CapacityUnits, 2);
    const queried = await query(table, '', {
      ReturnConsumedCapacity: 'TOTAL',
    });
    assert.equal(queried.ConsumedCapacity?.CapacityUnits, 1);
    assert.equal(queried.ConsumedCapacity?.TableName, table.name);
  }),
  tableCase('the pages of a scan look at each row once', async table => {
    for (let n = 0; n < 5; n += 1) await table.put({ ...key('p', `r${n}`), data: { S: 'x'.repeat(300_000) } });
    let scanned = 0;
    let ExclusiveStartKey: Item | undefined;
    do {
      const page = await table.client.send(new ScanCommand({ TableName: table.name, ...(ExclusiveStartKey && { ExclusiveStartKey }) }));
      scanned += page.ScannedCount ?? 0;
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
    assert.equal(scanned, 5);
  }),
  tableCase('a query stops at 1 MB and says where to go on', async table => {
    const sks = Array.from({ length: 6 }, (_, index) => `s${index}`);
    for (const sk of sks) await table.put({ ...key('p', sk), data: { S: 'x'.repeat(300_000) } });
    const page = await query(table, '');
    assert.ok((page.Count ?? 0) < sks.length, 'more than 1 MB in one page');
    assert.ok(page.LastEvaluatedKey, 'no key to go on from');
    const rest = await query(table, '', {
      ExclusiveStartKey: page.LastEvaluatedKey,
    });
    assert.deepEqual([...sortKeys(page), ...sortKeys(rest)], sks);
  }),
];
