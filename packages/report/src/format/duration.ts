const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

/** The two largest units: `3 h 12 min`. */
export function duration(ms: number): string {
  const first = UNITS.findIndex(([, size]) => ms >= size);
  if (first < 0) return 'no time';
  let left = Math.round(ms);
  const parts = UNITS.slice(first, first + 2).map(([name, size]) => {
    const whole = Math.floor(left / size);
    left -= whole * size;
    return whole === 0 ? '' : `${whole} ${name}`;
  });
  return parts.filter(part => part !== '').join(' ');
}
