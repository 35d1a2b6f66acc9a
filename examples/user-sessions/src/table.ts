import CliTable from 'cli-table3';

/** A table for the terminal: the first column aligned left, numbers in the others to the right, one rule under the head. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = new CliTable({
    head: [...head],
    colAligns: head.map((_, column) => (column === 0 ? 'left' : 'right')),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    chars: {
      ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
      ...{ left: '', 'left-mid': '', right: '', 'right-mid': '', middle: '   ', mid: '─', 'mid-mid': '───' },
    },
  });
  lines.push(...rows.map(row => [...row]));
  // cli-table3 draws a rule under every row; one under the head is enough.
  const drawn = lines
    .toString()
    .split('\n')
    .map(line => line.trimEnd());
  return drawn.filter((line, index) => index < 2 || !/^─+$/.test(line)).join('\n');
}
