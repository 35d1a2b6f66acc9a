import type { AttributeCodec, AttributeType, EntityClass } from '../decorators/attribute-options.js';
import type { ClassMark } from './discriminator.js';
import type { Lifecycle } from './lifecycle.js';
import type { Validation } from './validation.js';

/** One stored property of an entity. */
export interface PropertySchema {
  readonly entity: string;
  readonly property: string;
  /** The attributes that carry it: written to all, read from the first. */
  readonly attributes: readonly [string, ...string[]];
  /** Whether a decorator says `name` or `names`. */
  readonly isNamed: boolean;
  /** `''` where it has none. */
  readonly prefix: string;
  readonly allowEmpty: boolean;
  readonly type: AttributeType | undefined;
  readonly codec: AttributeCodec<unknown> | undefined;
  readonly keepInPointer: boolean;
  /** The decorators on it, by name. */
  readonly decorators: ReadonlySet<string>;
  /** The type that the compiler emitted, if any: a hint, never relied on. */
  readonly emittedType: unknown;
  /** Its value in a fresh instance. */
  readonly initial: unknown;
  /** Whether fresh instances agree on that value, so that a key may leave the property out. */
  readonly constant: boolean;
}

/** What the decorators of a class and of its base classes say, checked and frozen. */
export interface EntitySchema {
  readonly entity: EntityClass;
  readonly name: string;
  readonly properties: readonly PropertySchema[];
  readonly byProperty: ReadonlyMap<string, PropertySchema>;
  /** By every attribute name that carries it. */
  readonly byAttribute: ReadonlyMap<string, PropertySchema>;
  readonly transient: ReadonlySet<string>;
  /** Its version and dates. */
  readonly lifecycle: Lifecycle;
  /** What tells its items from those of other classes, besides their keys; `undefined`: nothing. */
  readonly discriminator: ClassMark | undefined;
  /** How its items are checked; `undefined`: they are not. */
  readonly validation: Validation | undefined;
  /** What class decorators recorded, by decorator name. */
  readonly marks: ReadonlyMap<string, unknown>;
}
