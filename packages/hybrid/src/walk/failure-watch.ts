import { ArchiveStoreError } from '../errors.js';
import { isCredentialFault } from '../store/s3/s3-error.js';
import { isHopelessRequest } from './request-failure.js';
import { SharedObjectsError } from './shared-objects-error.js';

/** Refusals of single objects, one after another, that are taken for a refusal of all. */
const MAX_REFUSALS_IN_A_ROW = 20;

/** Tells what goes wrong with one item from what goes wrong with all: the first is listed, the second ends a run. */
export class FailureWatch {
  /** Items of one pack fail with one error, which is one refusal. */
  readonly #counted = new WeakSet<Error>();
  #refusals = 0;

  /** An item was let through by S3. */
  passed(): void {
    this.#refusals = 0;
  }

  /**
   * Whether every other item would fail alike: a missing bucket or table, credentials, a permission, objects of a table that is still there. S3 may refuse one object and take the next (by a bucket's
   * policy, or by the key that one is encrypted with), so its refusals count where nothing passes between them.
   */
  isHopeless(error: unknown): boolean {
    for (let link: unknown = error; link instanceof Error; link = link.cause) {
      if (isHopelessRequest(link) || link instanceof SharedObjectsError) return true;
      if (link instanceof ArchiveStoreError) return this.#isHopelessStore(link);
    }
    return false;
  }

  #isHopelessStore(error: ArchiveStoreError): boolean {
    const { failure, s3Key, cause } = error;
    if (failure === 'bucket-missing' || failure === 'wrong-region') return true;
    if (failure !== 'access-denied' && failure !== 'encryption-key') return false;
    if (s3Key === undefined || isCredentialFault(cause)) return true;
    if (!this.#counted.has(error)) this.#refusals += 1;
    this.#counted.add(error);
    return this.#refusals >= MAX_REFUSALS_IN_A_ROW;
  }
}
