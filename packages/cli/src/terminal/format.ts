const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const;
const KILO = 1_000;
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `12,345`. */
export const count = (value: number): string => Math.round(value).toLocaleString('en-US');

/** `1 item`, `2 items`. */
export const counted = (value: number, one: string, many = `${one}s`): string => `${count(value)} ${value === 1 ? one : many}`;

/** Bytes in decimal units, `4.2 MB`, as AWS's consoles and bills round them. */
export function bytes(value: number): string {
  let unit = 0;
  let left = value;
  while (left >= KILO && unit < UNITS.length - 1) {
    left /= KILO;
    unit++;
  }
  return `${unit === 0 || left >= 100 ? Math.round(left) : left.toFixed(1)} ${UNITS[unit]}`;
}

/** `$1,234.56`; below a cent, as many digits as it takes to see two. */
export function dollars(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || size >= 0.01)
    return `${value < 0 ? '-' : ''}$${size.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
  return `${value < 0 ? '-' : ''}$${size.toPrecision(2)}`;
}

/** The two largest units: `3 h 12 min`. */
export function duration(ms: number): string {
  if (ms < SECOND_MS) return `${Math.round(ms)} ms`;
  if (ms < MINUTE_MS) return `${(ms / SECOND_MS).toFixed(1)} s`;
  const parts: readonly [number, string][] = [
    [DAY_MS, 'd'],
    [HOUR_MS, 'h'],
    [MINUTE_MS, 'min'],
    [SECOND_MS, 's'],
  ];
  const first = parts.findIndex(([size]) => ms >= size);
  let left = ms;
  return parts
    .slice(first, first + 2)
    .map(([size, name]) => {
      const whole = Math.floor(left / size);
      left -= whole * size;
      return `${whole} ${name}`;
    })
    .join(' ');
}

/** `79 %`. */
export const percent = (share: number): string => `${Math.round(share * 100)} %`;
