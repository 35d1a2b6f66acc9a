import type { AttributeOptions } from './attribute-options.js';
import { type MemberDecorator, type MemberDecoratorFor, makeMemberDecorator } from './make-decorator.js';

/** A prefix is for strings; a codec may make one of anything. */
type PrefixedOptions = AttributeOptions & { readonly prefix: string; readonly codec?: never };

/**
 * Declares a property that is stored. Works under `experimentalDecorators`, under standard decorators, and called by hand.
 *
 * @example
 * class UserSession {
 *   @Attribute({ name: 'partition_key' }) userId!: string;
 *   @Attribute({ name: 'sort_key', prefix: 'SESSION_' }) sessionId!: string;
 *   @Attribute({ type: Date }) startedAt!: Date;
 * }
 */
export function Attribute(options: PrefixedOptions): MemberDecoratorFor<string>;
export function Attribute(options?: AttributeOptions): MemberDecorator;
export function Attribute(options?: AttributeOptions): MemberDecorator {
  return makeMemberDecorator({ decorator: 'Attribute', options });
}

/** Declares a property that is not stored: without it, writing an own property that no decorator names is an error, as it would be lost. */
export function Transient(): MemberDecorator {
  return makeMemberDecorator({ decorator: 'Transient' });
}
