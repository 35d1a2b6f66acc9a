import type { AttributeOptions } from './attribute-options.js';
import { type MemberDecoratorFor, makeMemberDecorator } from './make-decorator.js';

/** The name under which it is recorded; packages that add a tier know it too. */
export const VERSION = 'Version';

/**
 * Declares the property that counts an item's writes, for optimistic locking: of two who change what they both read, one wins and the other gets
 * `VersionConflictError`. A whole number, or a `bigint` with `type: BigInt`. The rules are those of the DynamoDB enhanced client that Tempest uses:
 *
 * - `save` of an item without a version, or with 0, creates: no stored item may have a version. It writes 1.
 * - `save` of an item with version v replaces that very version, and writes v + 1. The item given is not changed; the answer carries the new version.
 * - `update` adds 1 to whatever is stored, and checks the version only where its option `version` gives one.
 * - `delete` of an item that carries a version deletes that very version (the enhanced client does not check, which its users report as a bug);
 *   `deleteKey` never checks. Nor do batches: DynamoDB takes no conditions in them.
 *
 * DynamoDB's global tables let the last writer win between regions, where no version helps.
 *
 * @example
 * @Version() version!: Generated<number>;
 */
export function Version(options?: AttributeOptions): MemberDecoratorFor<number | bigint> {
  return makeMemberDecorator({ decorator: VERSION, options, defaults: { type: Number } });
}
