import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** A row as DynamoDB holds it: every attribute under its stored name. */
export type Row = Record<string, AttributeValue>;

/** Sets an own property, whatever its name: assigning to `__proto__` would change the prototype and lose the attribute. */
export function setOwn<T>(target: Record<string, T>, name: string, value: T): void {
  if (name === '__proto__') {
    Object.defineProperty(target, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  } else {
    target[name] = value;
  }
}
