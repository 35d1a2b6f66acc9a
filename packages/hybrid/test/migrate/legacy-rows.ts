import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { old, type Stage } from '../support/stage.js';

/** Sessions that an earlier system archived: plain JSON that leaves the keys out, and rows that say no more than a path. */
export async function archiveAsLegacy(stage: Stage, ids: readonly string[], own: Record<string, AttributeValue> = {}): Promise<void> {
  for (const id of ids) {
    const body = { sessionData: `legacy ${id} `.repeat(20), createdAt: old.toISOString(), user_group: 'g', tags: ['a', { b: 1.5 }] };
    await stage.putObject(`sessions/user/${id}.json`, Buffer.from(JSON.stringify(body, undefined, 2)));
    await stage.putRaw({ ...stage.rawKey(id), _s3_pointer: { S: `s3://${stage.prefix}sessions/user/${id}.json` }, ...own });
  }
}
