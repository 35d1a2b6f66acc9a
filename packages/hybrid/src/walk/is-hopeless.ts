import { isHopelessRequest } from '../archive/request-failure.js';
import { ArchiveStoreError } from '../errors.js';

/** Whether every other row or object would fail alike: a missing bucket or table, a permission. */
export function isHopeless(error: unknown): boolean {
  for (let link: unknown = error; link instanceof Error; link = link.cause) {
    if (isHopelessRequest(link)) return true;
    if (link instanceof ArchiveStoreError) return ['bucket-missing', 'wrong-region', 'access-denied'].includes(link.failure);
  }
  return false;
}
