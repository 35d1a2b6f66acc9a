import type { UpdateCallback } from '@tempest-ts/hybrid';
import type { Random } from '@tempest-ts/testing/simulator';
import { COLORS, type Note } from '../notes.js';
import { someWord } from './some-note.js';

/** A partial update, and the item that it makes. */
export interface NoteChange {
  readonly changes: UpdateCallback<Note, 'group' | 'id'>;
  readonly after: Note;
  /** Whether to send it on the condition that nobody wrote before: a second send of it would change the item again. */
  readonly once: boolean;
}

/** Some typed update of an item. */
export function someChange(random: Random, before: Note, stamp: string): NoteChange {
  const after: Note = Object.assign(Object.create(Object.getPrototypeOf(before)), before, { stamp });
  const [word, color, depth] = [someWord(random), random.pick(COLORS), random.below(100)];
  switch (random.below(5)) {
    case 0:
      after.color = color;
      return { changes: u => [u.stamp.set(stamp), u.color.set(color)], after, once: false };
    case 1:
      after.meta = { ...before.meta, depth };
      return { changes: u => [u.stamp.set(stamp), u.meta.depth.set(depth)], after, once: false };
    case 2:
      after.words = [...before.words, word].slice(-5);
      if (before.words.length >= 5) return { changes: u => [u.stamp.set(stamp), u.words.set(after.words)], after, once: false };
      return { changes: u => [u.stamp.set(stamp), u.words.append(word)], after, once: true };
    case 3:
      delete after.tags;
      return { changes: u => [u.stamp.set(stamp), u.tags.remove()], after, once: false };
    default:
      after.tags = new Set([...(before.tags ?? []), word]);
      after.color = color;
      return { changes: u => [u.stamp.set(stamp), u.tags.add(new Set([word])), u.color.set(color)], after, once: false };
  }
}
