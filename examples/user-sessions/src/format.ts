const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'];

/** `1,234`. */
export const formatCount = (count: number): string => count.toLocaleString('en-US');

/** In powers of 1,024: `12.3 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(value < 10 ? 2 : 1)} ${UNITS[unit]}`;
}

/** `$1.23`, `-$0.04`. */
export const formatDollars = (dollars: number): string => `${dollars < 0 ? '-' : ''}$${Math.abs(dollars).toFixed(2)}`;

/** `12.3 s`. */
export const formatSeconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

/** `4.2 months`, or `never`. */
export const formatMonths = (months: number | undefined): string => (months === undefined ? 'never' : `${months.toFixed(1)} months`);
