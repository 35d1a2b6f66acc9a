import { addMoves, type MoveSum, NO_MOVES, scaleMoves } from './move-sum.js';

/** Young items of each size class that are all encoded; of the others, one in so many. */
const SAMPLED_WHOLE = 100;
const SAMPLED_OF = 50;

interface ClassSample {
  seen: number;
  tried: number;
  moves: MoveSum;
}

/** What moving items would come to that are not old enough: of some of each size class. */
export class YoungSample {
  readonly #classes = new Map<number, ClassSample>();

  /** Whether the next item of a class is to be encoded. */
  wants(place: number): boolean {
    const sample = this.#of(place);
    sample.seen += 1;
    return sample.seen <= SAMPLED_WHOLE || sample.seen % SAMPLED_OF === 0;
  }

  /** @param move `undefined` for an item that would stay at any age */
  add(place: number, move: MoveSum | undefined): void {
    const sample = this.#of(place);
    sample.tried += 1;
    if (move) sample.moves = addMoves(sample.moves, move);
  }

  /**
   * So many items of a class, of so many bytes together.
   *
   * @param measured what is known of items of the class besides
   */
  estimate(place: number, items: number, bytes: number, measured: MoveSum): MoveSum {
    const { tried, moves } = this.#of(place);
    const known = addMoves(moves, measured);
    if (known.items === 0) return NO_MOVES;
    // Where some hold nothing that could move, so do as many of the others.
    const share = tried === 0 ? 1 : moves.items / tried;
    return scaleMoves(known, (items * share) / known.items, (bytes * share) / known.bytes);
  }

  #of(place: number): ClassSample {
    const known = this.#classes.get(place);
    if (known) return known;
    const fresh = { seen: 0, tried: 0, moves: NO_MOVES };
    this.#classes.set(place, fresh);
    return fresh;
  }
}
