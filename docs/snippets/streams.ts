import { type HybridLogicalDb, isTierMove, type StreamRecord, tierMoveFilterCriteria } from '@tempest-ts/hybrid';
import { type UserDatabase, UserSession } from './readme.js';

export function streamHandler(db: HybridLogicalDb<UserDatabase>, notify: (text: string) => void) {
  // #region handler
  const handler = async (event: { readonly Records: readonly StreamRecord[] }): Promise<void> => {
    for (const record of event.Records) {
      if (isTierMove(record)) continue; // nothing of the item has changed
      const { OldImage, NewImage } = record.dynamodb ?? {};
      const before = OldImage && (await db.hydrateImage(OldImage, { entity: UserSession }));
      const after = NewImage && (await db.hydrateImage(NewImage, { entity: UserSession }));
      if (before && !after) notify(`${before.sessionId} was deleted, and said: ${before.sessionData}`);
      if (before && after) notify(`${after.sessionId} says ${after.sessionData} instead of ${before.sessionData}`);
    }
  };
  // #endregion
  return handler;
}

// #region filter
const eventSourceMapping = {
  FunctionName: 'session-changes',
  EventSourceArn: 'arn:aws:dynamodb:us-west-2:123456789012:table/user_sessions/stream/2026-01-01T00:00:00.000',
  StartingPosition: 'LATEST',
  FilterCriteria: tierMoveFilterCriteria(),
};

// #endregion

export { eventSourceMapping };
