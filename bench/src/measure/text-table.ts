const isNumber = (cell: string): boolean => /^[\d.,]+( MiB)?$/.test(cell);

/** Rows as aligned columns: numbers to the right, text to the left. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows];
  const columns = head.map((_, column) => ({
    width: Math.max(...all.map(row => row[column]?.length ?? 0)),
    numbers: rows.every(row => isNumber(row[column] ?? '')),
  }));
  const line = (row: readonly string[]): string =>
    columns.map(({ width, numbers }, column) => row[column]?.[numbers ? 'padStart' : 'padEnd'](width) ?? '').join('  ');
  return all.map(row => line(row).trimEnd()).join('\n');
}

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `74,007`. */
export function count(value: number): string {
  return whole.format(value);
}

const MIB = 2 ** 20;

/** `187 MiB`. */
export function mebibytes(bytes: number): string {
  return `${count(bytes / MIB)} MiB`;
}
