import { BatchWriteSet, type HybridLogicalDb } from '@tempest-ts/hybrid';
import type { UserDatabase } from './user-database.js';

const DAY_MS = 86_400_000;
/** The most that DynamoDB takes in one request. */
const BATCH = 25;

/** Sessions of the last three years, the same for the same day. */
export async function seedSessions(db: HybridLogicalDb<UserDatabase>, count: number): Promise<void> {
  const now = Date.now();
  for (let first = 0; first < count; first += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, count - first) }, (_, place) => {
      const n = first + place;
      const createdAt = new Date(now - ((n * 1_095) / count) * DAY_MS);
      return db.users.sessions.create({
        userId: `user${n % 97}`,
        sessionId: `session${n}`,
        sessionData: `visit ${n} `.repeat(40),
        createdAt,
      });
    });
    const { isSuccessful } = await db.batchWrite(new BatchWriteSet().clobber(...batch));
    if (!isSuccessful) throw new Error('Not every session was taken.');
  }
}
