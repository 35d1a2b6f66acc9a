import { ScanCommand } from '@aws-sdk/client-dynamodb';
import type { ArchiveShard, HybridConfig } from '@tempest-ts/hybrid';
import type { LocalServers } from '@tempest-ts/testing';
import { old, Stage } from '../support/stage.js';

export const ITEMS = 90;

/** Old sessions of many users, so that every segment has some. */
export async function manyUsers(servers: LocalServers, config: HybridConfig['archivalConfig'] = {}): Promise<Stage> {
  const stage = await Stage.create(servers, { archivalConfig: { segments: 3, ...config } });
  await Promise.all(
    Array.from({ length: ITEMS }, (_, index) =>
      stage.putRaw({
        partition_key: { S: `user${index % 30}` },
        sort_key: { S: `s${index}` },
        user_group: { S: `g${index % 3}` },
        createdAt: { S: old.toISOString() },
        sessionData: { S: `${index} ${'x'.repeat(1_000)}` },
      }),
    ),
  );
  return stage;
}

/** As a queue hands them on. */
export const throughJson = (shards: readonly ArchiveShard[]): readonly ArchiveShard[] => JSON.parse(JSON.stringify(shards));

/** The S3 keys that rows name, one for each archived row. */
export async function namedKeys(stage: Stage): Promise<readonly string[]> {
  const { Items = [] } = await stage.servers.dynamoDb.send(new ScanCommand({ TableName: stage.table, ConsistentRead: true }));
  return Items.flatMap(({ s3Archive, s3Key }) => (s3Archive && s3Key?.S !== undefined ? [s3Key.S] : []));
}

/** Every session, as readers see it. */
export async function sessionData(stage: Stage): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for await (const session of stage.db.users.sessions.scanAllContents({ consistentRead: true })) found.add(session.sessionData.slice(0, 4));
  return found;
}
