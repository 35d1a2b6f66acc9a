const BYTE_VALUES = 256;

/** CRC-32 with a reflected polynomial: the checksum of `bytes`, big-endian. */
function crc32Of(table: Uint32Array, bytes: Uint8Array): Buffer {
  let crc = 0xffffffff;
  // The index is always in range of a 256-entry table; `?? 0` only satisfies the checker and costs nothing measurable.
  for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ (table[(crc ^ (bytes[i] ?? 0)) & 0xff] ?? 0);
  const digest = Buffer.alloc(4);
  digest.writeUInt32BE(~crc >>> 0);
  return digest;
}

function crc32Table(polynomial: number): Uint32Array {
  return Uint32Array.from({ length: BYTE_VALUES }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    return crc;
  });
}

/** The reflected CRC-64/NVME polynomial. */
const CRC64_NVME = 0x9a6c9329ac4bc9b5n;
const ALL_ONES = 0xffffffffffffffffn;

/** The table of a 64-bit CRC as two halves: arithmetic on BigInt, byte by byte, would be some fifty times slower. */
function crc64Tables(polynomial: bigint): { readonly high: Uint32Array; readonly low: Uint32Array } {
  const high = new Uint32Array(BYTE_VALUES);
  const low = new Uint32Array(BYTE_VALUES);
  for (let byte = 0; byte < BYTE_VALUES; byte++) {
    let crc = BigInt(byte);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1n ? (crc >> 1n) ^ polynomial : crc >> 1n;
    high[byte] = Number(crc >> 32n);
    low[byte] = Number(crc & 0xffffffffn);
  }
  return { high, low };
}

const ieee = crc32Table(0xedb88320);
const castagnoli = crc32Table(0x82f63b78);
const nvme = crc64Tables(CRC64_NVME);

export const crc32 = (bytes: Uint8Array): Buffer => crc32Of(ieee, bytes);

export const crc32c = (bytes: Uint8Array): Buffer => crc32Of(castagnoli, bytes);

export function crc64nvme(bytes: Uint8Array): Buffer {
  let high = 0xffffffff;
  let low = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) {
    const index = (low ^ (bytes[i] ?? 0)) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (nvme.low[index] ?? 0);
    high = (high >>> 8) ^ (nvme.high[index] ?? 0);
  }
  const digest = Buffer.alloc(8);
  digest.writeBigUInt64BE(((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)) ^ ALL_ONES);
  return digest;
}
