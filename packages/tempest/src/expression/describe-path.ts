import type { PathSegment } from './tree.js';

/** A document path as a person would write it, for messages: `address.lines[0]`. */
export function describePath(segments: readonly PathSegment[]): string {
  let text = '';
  for (const segment of segments) {
    if (typeof segment === 'number') text += `[${segment}]`;
    else text += text === '' ? segment : `.${segment}`;
  }
  return text;
}
