/**
 * Compilers attach TC39 decorator metadata to a class only where `Symbol.metadata` exists, and look it up when the class is evaluated, so the
 * package installs it on import. Every compiler falls back to this same registered symbol.
 */
const installed: symbol = (Symbol as { metadata?: symbol }).metadata ?? Symbol.for('Symbol.metadata');

if (!('metadata' in Symbol)) {
  Object.defineProperty(Symbol, 'metadata', { value: installed, configurable: false, enumerable: false, writable: false });
}

/** Where a class keeps the metadata that TC39 decorators recorded. */
export const METADATA: symbol = installed;
