import type { EraseReport } from '@tempest-ts/hybrid';
import type { Actor } from './actor.js';
import { linesOf } from './archived-row.js';
import type { MemoryObject } from './machinery.js';
import { mayHappen } from './may-happen.js';
import { PK } from './values.js';

/** Calls until what could not be reached, or was not old enough, has gone. */
const MOST_CALLS = 6;

async function call(actor: Actor, sk: string, secondPass: boolean): Promise<EraseReport['items'][number] | undefined> {
  const { world, tickets } = actor;
  actor.begin(`erase ${sk}${secondPass ? ', second pass' : ''}`);
  try {
    const [item] = (await actor.db.erase([tickets.key({ pk: PK, sk })], { secondPass })).items;
    const causes = [...(item?.errors ?? []), ...(item?.remaining ?? []).flatMap(({ why, cause }) => (why === 'refused' ? [cause] : []))];
    for (const cause of causes) if (!mayHappen(cause)) world.violate(`${actor.name} failed to erase: ${String(cause)}`);
    return item;
  } catch (error) {
    if (!mayHappen(error)) world.violate(`${actor.name} threw ${String(error)}`);
    return undefined;
  }
}

/** Erases an item for privacy law, with as many passes as it takes. Returns whether the library says that nothing of it is left. */
export async function erase(actor: Actor, sk: string): Promise<boolean> {
  let isRecorded = false;
  for (let left = MOST_CALLS; left > 0; left -= 1) {
    const item = await call(actor, sk, isRecorded);
    if (item?.complete) return true;
    // Where the row's deletion is in doubt there is nothing yet that a second pass could finish.
    isRecorded ||= item !== undefined && item.row !== 'unknown' && item.errors.length === 0;
    for (let rests = 2; rests > 0; rests -= 1) await actor.rest();
  }
  return false;
}

function isOf({ bytes, metadata }: MemoryObject, table: string, sk: string): boolean {
  if (bytes.byteLength === 0 || (metadata['tempest-table-id'] ?? table) !== table) return false;
  if (metadata['tempest-pack'] !== undefined) return linesOf(bytes).some(item => item.sk?.S === sk);
  return JSON.parse(Buffer.from(bytes).toString()).Item?.sk?.S === sk;
}

/** The item's bytes must be gone for good, also what came late: of items that nobody saves again. */
export function checkErased({ world, service, name }: Actor, sk: string): void {
  for (const [key, object] of world.bucket.objects) {
    if (!key.startsWith('tempest~') && isOf(object, `${service}tickets`, sk))
      world.violate(`${name} erased ${sk} completely, and bytes of it are left under ${key}`);
  }
}
