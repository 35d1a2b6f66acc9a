import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { PathSegment } from './tree.js';

/**
 * The attribute names and values that the expressions of one request share: its key condition, filter, projection, condition and update.
 * Every name gets a placeholder, so that reserved words, dots and spaces in names are always safe; each name gets one only.
 */
export class Placeholders {
  readonly #nameOf = new Map<string, string>();
  readonly #names: Record<string, string> = {};
  readonly #values: Record<string, AttributeValue> = {};
  #valueCount = 0;

  /** The placeholder of an attribute's name: `#n0`, `#n1` and so on. */
  name(attribute: string): string {
    const known = this.#nameOf.get(attribute);
    if (known !== undefined) return known;
    const placeholder = `#n${this.#nameOf.size}`;
    this.#nameOf.set(attribute, placeholder);
    this.#names[placeholder] = attribute;
    return placeholder;
  }

  /** A document path of placeholders: `#n0.#n1[3]`. */
  path(segments: readonly PathSegment[]): string {
    let text = '';
    for (const segment of segments) {
      if (typeof segment === 'number') text += `[${segment}]`;
      else text += `${text === '' ? '' : '.'}${this.name(segment)}`;
    }
    return text;
  }

  /** A new placeholder for a value: `:v0`, `:v1` and so on. */
  value(value: AttributeValue): string {
    const placeholder = `:v${this.#valueCount}`;
    this.#valueCount += 1;
    this.#values[placeholder] = value;
    return placeholder;
  }

  /** `ExpressionAttributeNames`. `undefined` when there are none: DynamoDB refuses an empty map. */
  get names(): Record<string, string> | undefined {
    return this.#nameOf.size === 0 ? undefined : { ...this.#names };
  }

  /** `ExpressionAttributeValues`. `undefined` when there are none: DynamoDB refuses an empty map. */
  get values(): Record<string, AttributeValue> | undefined {
    return this.#valueCount === 0 ? undefined : { ...this.#values };
  }
}
