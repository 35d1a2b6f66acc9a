import type { SizeClass } from '@tempest-ts/hybrid';

const KIBI = 1024;

/** `512 B`, `16 KB`: bounds of classes, which DynamoDB counts in 1,024s. */
export const bound = (value: number): string => (value < KIBI ? `${value} B` : `${value / KIBI} KB`);

/** `below 512 B`, `4 to 16 KB`. */
export function sizeRange({ fromBytes, toBytes }: Pick<SizeClass, 'fromBytes' | 'toBytes'>): string {
  if (toBytes === undefined) return `${bound(fromBytes)} and more`;
  return fromBytes === 0 ? `below ${bound(toBytes)}` : `${bound(fromBytes)} to ${bound(toBytes)}`;
}
