/** Base64 of bytes, be they a Buffer, a Uint8Array or a view into something larger. */
export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** The bytes, or `undefined` for text that is not exactly what {@link toBase64} writes: Node's decoder skips what it does not know. */
export function fromBase64(text: string): Uint8Array | undefined {
  const buffer = Buffer.from(text, 'base64');
  // Copied out of Node's shared pool, which a long-lived item would keep alive.
  return buffer.toString('base64') === text ? new Uint8Array(buffer) : undefined;
}
