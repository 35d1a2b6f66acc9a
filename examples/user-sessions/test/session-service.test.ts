import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { archiveOf, HybridLogicalDb, LogicalDb } from '@tempest-ts/hybrid';
import { type LocalServers, startLocalServers } from '@tempest-ts/testing';
import { SessionService } from '../src/session-service.js';
import { UserDatabase } from '../src/user-database.js';
import { UserSession } from '../src/user-session.js';

let servers: LocalServers;
let service: SessionService;

const session = (day: string) => ({
  userId: 'user0001',
  sessionId: `session-${day}-120000`,
  userGroup: 'free',
  sessionData: `{"day":"${day}"}`,
  createdAt: new Date(`${day}T12:00:00Z`),
});
const days = (sessions: readonly UserSession[]) => sessions.map(({ sessionId }) => sessionId.slice(8, 18));

beforeAll(async () => {
  servers = await startLocalServers();
  await servers.createTables(UserDatabase);
  const db = HybridLogicalDb.create(UserDatabase, LogicalDb.create(UserDatabase, servers.dynamoDb), {
    s3Config: { bucketName: servers.bucketName, client: servers.s3 },
    clock: () => new Date('2026-11-01T00:00:00Z'),
  });
  service = new SessionService(db.repository(UserSession));
  for (const day of ['2025-06-01', '2025-06-20', '2025-07-01', '2026-06-01']) await service.record(session(day));
  await db.archiveOldData();
});
afterAll(() => servers.stop());

describe('a service that is given its repository', () => {
  it('finds recent and archived sessions alike', async () => {
    const archived = await service.find('user0001', 'session-2025-06-20-120000');
    expect(archived).toBeInstanceOf(UserSession);
    expect(archived).toMatchObject({ ...session('2025-06-20'), s3Key: 'sessions/user0001/session-2025-06-20-120000.json' });
    const recent = await service.find('user0001', 'session-2026-06-01-120000');
    expect(recent && archiveOf(recent)).toBeUndefined();
    expect(await service.find('user0001', 'session-1999-01-01-000000')).toBeUndefined();
  });

  it('tells a history, a month and the latest sessions over both tiers', async () => {
    expect(days(await service.historyOf('user0001'))).toEqual(['2025-06-01', '2025-06-20', '2025-07-01', '2026-06-01']);
    expect(days(await service.monthOf('user0001', '2025-06'))).toEqual(['2025-06-01', '2025-06-20']);
    expect(days(await service.latestOf('user0001', 2))).toEqual(['2026-06-01', '2025-07-01']);
    expect(await service.historyOf('nobody')).toEqual([]);
  });

  it('sees each session once over the segments of a scan', async () => {
    const segments = await Promise.all([0, 1, 2].map(segment => service.segment(segment, 3)));
    expect(days(segments.flat()).sort()).toEqual(['2025-06-01', '2025-06-20', '2025-07-01', '2026-06-01']);
  });
});
