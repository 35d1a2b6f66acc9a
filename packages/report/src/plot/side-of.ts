const CHARACTER_WIDTH = 7;

/** To which side of its place a label goes, so that it stays in a plot of so many pixels. */
export function sideOf(label: string, share: number, width: number): 'start' | 'middle' | 'end' {
  const room = (label.length * CHARACTER_WIDTH) / 2 / width;
  if (share < room) return 'start';
  return share > 1 - room ? 'end' : 'middle';
}
