import { createHash } from 'node:crypto';
import type { Note } from './notes.js';

/** What an item is known by: a digest of all of it, and what queries ask for. `null`: there is no item. */
export type NoteState = { readonly print: string; readonly color: string; readonly shade: string } | null;

const PRINT_CHARACTERS = 16;

const canonical = (_: string, value: unknown): unknown => {
  if (value instanceof Set) return [...value].sort();
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
};

/** Items of the same attributes have the same state, in whatever order these come. */
export function noteState(note: Note | null | undefined): NoteState {
  if (!note) return null;
  const { color, shade } = note;
  const print = createHash('sha256').update(JSON.stringify(note, canonical)).digest('base64url').slice(0, PRINT_CHARACTERS);
  return { print, color, shade };
}

export const isSameState = (one: NoteState, other: NoteState): boolean => one?.print === other?.print;
