/** What JSON has no word for, as something that it has one for. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (value instanceof Error) {
    const { name, message, cause, code, ...data } = value as Error & { readonly code?: unknown };
    return { name, ...(code !== undefined && { code }), message, ...data, ...(cause !== undefined && { cause: plain(cause) }) };
  }
  if (value instanceof Set || value instanceof Map) return [...value];
  return value;
}

/** Any value as indented JSON: errors with their data, bytes as base64, dates as ISO 8601. */
export function toJson(value: unknown): string {
  const path: unknown[] = [];
  return JSON.stringify(
    value,
    function (this: unknown, key: string, each: unknown) {
      // A cause may lead back to where it began.
      while (path.length > 0 && path.at(-1) !== this) path.pop();
      // `toJSON` has been called on bytes by now: the holder still has them.
      const original = (this as Readonly<Record<string, unknown>>)[key];
      const next = plain(original instanceof Uint8Array ? original : each);
      if (typeof next === 'object' && next !== null) {
        if (path.includes(next)) return '[circular]';
        path.push(next);
      }
      return next;
    },
    2,
  );
}
