import { KeptSet } from './kept-set.js';
import type { Pointer } from './pointer.js';

/**
 * What a row keeps, as far as its pointer and the declarations tell without the object; `undefined`: the pointer names declarations that are not today's.
 *
 * @param current today's, of the row's entity
 */
export function toldKept({ kept }: Pointer, current: KeptSet | undefined): KeptSet | undefined {
  if (typeof kept !== 'string') return new KeptSet(kept);
  return kept === current?.id ? current : undefined;
}
