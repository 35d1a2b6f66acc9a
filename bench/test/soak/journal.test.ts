import { describe, expect, it } from '@jest/globals';
import { Journal } from '../../src/soak/journal.js';
import type { NoteState } from '../../src/soak/note-state.js';

const state = (print: string): NoteState => ({ print, color: 'red', shade: 'dark' });
const is =
  (print: string | null) =>
  (each: NoteState): boolean =>
    (each?.print ?? null) === print;

/** A journal of one item that was `a`, and of which a write to `b` began at 10. */
function writing(): Journal {
  const journal = new Journal();
  journal.begin('1', 0, state('a'), 0);
  journal.end('1', 'applied', 1);
  journal.begin('2', 0, state('b'), 10);
  return journal;
}

describe('the journal allows a read', () => {
  it('both states while a write is under way, and the new one alone afterwards', () => {
    const journal = writing();
    expect(journal.mayShow(0, 11, 12, is('a'))).toBe(true);
    expect(journal.mayShow(0, 11, 12, is('b'))).toBe(true);
    journal.end('2', 'applied', 20);
    expect(journal.mayShow(0, 15, 30, is('a'))).toBe(true);
    expect(journal.mayShow(0, 21, 30, is('a'))).toBe(false);
    expect(journal.mayShow(0, 21, 30, is('b'))).toBe(true);
    expect(journal.mayShow(0, 2, 9, is('b'))).toBe(false);
  });

  it('nothing of a write that was refused', () => {
    const journal = writing();
    journal.end('2', 'not-applied', 20);
    expect(journal.mayShow(0, 21, 30, is('a'))).toBe(true);
    expect(journal.mayShow(0, 11, 30, is('b'))).toBe(false);
  });

  it('either state after an answer was lost, and after a look the one that was found', () => {
    const journal = writing();
    journal.end('2', 'unknown', 20);
    expect(journal.mayShow(0, 21, 30, is('a'))).toBe(true);
    expect(journal.mayShow(0, 21, 30, is('b'))).toBe(true);
    expect(journal.found(0, state('b'), 31, 32)).toBe(true);
    expect(journal.mayShow(0, 33, 40, is('a'))).toBe(false);
    expect(journal.mayShow(0, 33, 40, is('b'))).toBe(true);
  });

  it('no item that it never was', () => {
    const journal = writing();
    journal.end('2', 'applied', 20);
    expect(journal.found(0, state('a'), 21, 22)).toBe(false);
    expect(journal.found(0, null, 21, 22)).toBe(false);
    expect(journal.mayShow(0, 21, 22, is(null))).toBe(false);
  });

  it('to miss an item only where it may have been gone', () => {
    const journal = writing();
    expect(journal.mustShow(0, 11, 12, each => each !== null)).toBe(true);
    journal.end('2', 'applied', 20);
    journal.begin('3', 0, null, 30);
    expect(journal.mustShow(0, 31, 32, each => each !== null)).toBe(false);
  });

  it('anything before what it remembers: a read that took minutes is not held against what came later', () => {
    const journal = writing();
    journal.end('2', 'applied', 20);
    for (const [op, at] of [
      ['3', 60_000],
      ['4', 200_000],
    ] as const) {
      journal.begin(op, 0, state(op), at);
      journal.end(op, 'applied', at + 1);
    }
    expect(journal.mustShow(0, 15, 200_002, each => each?.print !== 'a')).toBe(false);
    expect(journal.mayShow(0, 15, 200_002, is('a'))).toBe(true);
    expect(journal.mayShow(0, 100_000, 200_002, is('a'))).toBe(false);
  });
});
