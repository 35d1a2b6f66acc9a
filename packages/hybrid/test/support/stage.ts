import { type AttributeValue, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { type HybridConfig, HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import type { LocalS3, LocalServers } from '@tempest-ts/testing';
import { UserDatabase } from '../fixtures/sessions.js';

type Row = Record<string, AttributeValue>;
type Config = Partial<Omit<HybridConfig, 's3Config'>>;

const DAY_MS = 86_400_000;
export const old = new Date(Date.now() - 400 * DAY_MS);
export const young = new Date(Date.now() - 10 * DAY_MS);

let stages = 0;

/** A table and a prefix of a test's own, with sessions of one user in them. */
export class Stage {
  readonly servers: LocalServers;
  readonly regularDb: UserDatabase;
  readonly db: HybridLogicalDb<UserDatabase>;
  readonly table: string;
  readonly prefix: string;

  private constructor(servers: LocalServers, number: number, config: Config) {
    this.servers = servers;
    this.table = `user_sessions_${number}`;
    this.prefix = `stage${number}/`;
    this.regularDb = LogicalDb.create(UserDatabase, servers.dynamoDb, { tableNameResolver: () => this.table });
    this.db = this.with(config);
  }

  /** For faults and counters. */
  get s3(): LocalS3 {
    const { s3Server } = this.servers;
    if (!s3Server) throw new Error('only the embedded S3 server has faults and counters: start it with startLocalServers()');
    return s3Server;
  }

  static async create(servers: LocalServers, config: Config = {}): Promise<Stage> {
    stages += 1;
    const stage = new Stage(servers, stages, config);
    await servers.createTables(UserDatabase, { tableNameResolver: () => stage.table });
    return stage;
  }

  /** Another database over the same table and prefix. */
  with(config: Config = {}): HybridLogicalDb<UserDatabase> {
    const s3Config = { bucketName: this.servers.bucketName, client: this.servers.s3, keyPrefix: this.prefix };
    return HybridLogicalDb.create(UserDatabase, this.regularDb, { s3Config, readAttempts: 2, ...config });
  }

  /** Another database over the same table, with another stage's prefix. */
  reading(keyPrefix: string): HybridLogicalDb<UserDatabase> {
    const s3Config = { bucketName: this.servers.bucketName, client: this.servers.s3, keyPrefix };
    return HybridLogicalDb.create(UserDatabase, this.regularDb, { s3Config, readAttempts: 2 });
  }

  key(sessionId: string) {
    return { userId: 'user', sessionId };
  }

  rawKey(sessionId: string): Row {
    return { partition_key: { S: 'user' }, sort_key: { S: sessionId } };
  }

  /** Saves old sessions. */
  async save(...sessionIds: readonly string[]): Promise<void> {
    for (const id of sessionIds) {
      await this.db.users.sessions.save({ ...this.key(id), userGroup: 'g', sessionData: `data of ${id} `.repeat(20), createdAt: old });
    }
  }

  /** Saves and archives old sessions. */
  async archive(...sessionIds: readonly string[]): Promise<void> {
    await this.save(...sessionIds);
    const result = await this.db.archiveOldData();
    if (result.itemsArchived !== sessionIds.length) throw new Error(`archived ${result.itemsArchived}: ${JSON.stringify(result.errors)}`);
  }

  load(sessionId: string) {
    return this.db.users.sessions.load(this.key(sessionId), { consistentRead: true });
  }

  async row(sessionId: string): Promise<Row | undefined> {
    const input = { TableName: this.table, Key: this.rawKey(sessionId), ConsistentRead: true };
    return (await this.servers.dynamoDb.send(new GetItemCommand(input))).Item;
  }

  /** As a writer that knows nothing of this library. */
  async putRaw(item: Row): Promise<void> {
    await this.servers.dynamoDb.send(new PutItemCommand({ TableName: this.table, Item: item }));
  }

  async updateRaw(sessionId: string, expression: string, values: Row = {}, names: Record<string, string> = {}): Promise<void> {
    const input = { TableName: this.table, Key: this.rawKey(sessionId), UpdateExpression: expression };
    await this.servers.dynamoDb.send(
      new UpdateItemCommand({
        ...input,
        ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
        ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
      }),
    );
  }

  /** Keys under the stage’s prefix, the prefix and records of runs left out. */
  async objects(): Promise<readonly string[]> {
    const input = { Bucket: this.servers.bucketName, Prefix: this.prefix };
    const { Contents = [] } = await this.servers.s3.send(new ListObjectsV2Command(input));
    return Contents.map(({ Key = '' }) => Key.slice(this.prefix.length)).filter(key => !key.startsWith('tempest~runs/'));
  }

  async object(key: string): Promise<{ readonly bytes: Uint8Array; readonly metadata: Record<string, string> }> {
    const { Body, Metadata = {} } = await this.servers.s3.send(
      new GetObjectCommand({ Bucket: this.servers.bucketName, Key: this.prefix + key }),
    );
    return { bytes: (await Body?.transformToByteArray()) ?? new Uint8Array(), metadata: Metadata };
  }

  async putObject(key: string, body: Uint8Array, metadata: Record<string, string> = {}): Promise<void> {
    const input = { Bucket: this.servers.bucketName, Key: this.prefix + key, Body: body, Metadata: metadata };
    await this.servers.s3.send(new PutObjectCommand(input));
  }
}
