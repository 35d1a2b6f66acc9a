import { Histogram } from './histogram.js';
import { addMoves, type MoveSum, NO_MOVES } from './move-sum.js';

/** Items of one class of age and one of size. */
interface Cell {
  items: number;
  bytes: number;
}

/** Days for which ages are told to the day, to ten days and to thirty: all that is older is told together. */
const DAILY_UNTIL = 90;
const TEN_DAILY_UNTIL = 1_080;
const THIRTY_DAILY_UNTIL = 10_950;
/** What people choose among, and would look for. */
const COMMON_DAYS = [365, 730, 1_095, 1_825, 3_650];

function steps(from: number, until: number, step: number): readonly number[] {
  return Array.from({ length: (until - from) / step }, (_, place) => from + place * step);
}

/** Where classes of age begin, in days: some 500, whatever the table holds. */
function bounds(archiveAfterDays: number): readonly number[] {
  const even = [
    ...steps(0, DAILY_UNTIL, 1),
    ...steps(DAILY_UNTIL, TEN_DAILY_UNTIL, 10),
    ...steps(TEN_DAILY_UNTIL, THIRTY_DAILY_UNTIL, 30),
    THIRTY_DAILY_UNTIL,
  ];
  return [...new Set([...even, ...COMMON_DAYS, archiveAfterDays])].sort((a, b) => a - b);
}

/** What items of one class of age would come to. */
export interface AgeMoves {
  readonly fromDays: number;
  readonly toDays: number | undefined;
  readonly moves: MoveSum;
}

/** Items of an entity by their age, finely: those that move are summed, those that are too young are counted by size. Its memory is bounded by its classes. */
export class AgeSums {
  readonly #old: Histogram<MoveSum>;
  readonly #young = new Map<number, Map<number, Cell>>();
  readonly #bounds: readonly number[];

  constructor(archiveAfterDays: number) {
    this.#bounds = bounds(archiveAfterDays);
    this.#old = new Histogram<MoveSum>(this.#bounds, NO_MOVES);
  }

  old(days: number, move: MoveSum): void {
    this.#old.add(days, sum => addMoves(sum, move));
  }

  /** @param sizePlace the class of its size */
  young(days: number, sizePlace: number, bytes: number): void {
    const place = this.#old.placeOf(days);
    const sizes = this.#young.get(place) ?? new Map<number, Cell>();
    this.#young.set(place, sizes);
    const cell = sizes.get(sizePlace) ?? { items: 0, bytes: 0 };
    sizes.set(sizePlace, { items: cell.items + 1, bytes: cell.bytes + bytes });
  }

  /**
   * The classes that hold something, the oldest first.
   *
   * @param estimate what moving young items of one class of size would come to
   */
  classes(estimate: (sizePlace: number, items: number, bytes: number) => MoveSum): readonly AgeMoves[] {
    const old = new Map(this.#old.ranges.map(({ from, sum }) => [from, sum]));
    return this.#bounds
      .flatMap((fromDays, place): AgeMoves[] => {
        const young = [...(this.#young.get(place) ?? [])].map(([size, { items, bytes }]) => estimate(size, items, bytes));
        const moves = young.reduce(addMoves, old.get(fromDays) ?? NO_MOVES);
        return moves.items === 0 ? [] : [{ fromDays, toDays: this.#bounds[place + 1], moves }];
      })
      .reverse();
  }
}
