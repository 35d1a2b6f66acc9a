import { LEGACY_POINTER_ATTRIBUTE, type Row } from '@tempest-ts/tempest/extend';
import type { World } from './world.js';

/** A ticket that an earlier system archived: its pointer says no more than a path. */
export function seedLegacyRow(world: World, item: Row): void {
  const { pk, sk, status, placedAt } = item;
  const kept = Object.fromEntries(Object.entries({ pk, sk, status, placedAt }).filter(([, value]) => value !== undefined)) as Row;
  const Key = `tickets/${pk?.S}/${sk?.S}.json`;
  const moved = Object.fromEntries(Object.entries(item).filter(([name]) => !(name in kept)));
  world.bucket.put({ Bucket: 'archive', Key, Body: Buffer.from(JSON.stringify({ Item: { pk, sk, ...moved } })) });
  world.seed('tickets', { ...kept, [LEGACY_POINTER_ATTRIBUTE]: { S: `s3://${Key}` } }, item);
}
