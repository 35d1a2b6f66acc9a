import type { AttributeOptions } from './attribute-options.js';
import { type MemberDecorator, makeMemberDecorator } from './make-decorator.js';

/** The name under which it is recorded; packages that add a tier know it too. */
export const DISCRIMINATOR = 'Discriminator';

/**
 * Declares the property by which stored items of several classes are told apart: a constant that each class initialises to a text of its own, written with every
 * item. A view shows the items that carry the text of its class, and an update or a delete through it leaves others as they are. Declared in a base class,
 * it holds for the classes that extend it. Archived items keep it in DynamoDB.
 *
 * @example
 * abstract class Media {
 *   @Attribute({ name: 'partition_key' }) token!: string;
 *   @Discriminator({ name: 'media_type' }) readonly mediaType!: string;
 * }
 * class Album extends Media { override readonly mediaType = 'album'; }
 * class Track extends Media { override readonly mediaType = 'track'; }
 */
export function Discriminator(options?: AttributeOptions): MemberDecorator {
  return makeMemberDecorator({ decorator: DISCRIMINATOR, options });
}
