import type { Row } from '@tempest-ts/tempest/extend';

/** What a walk needs to know of a page. */
export interface PartPage {
  /** Rows that DynamoDB looked at. */
  readonly scanned: number;
  /** Where the next page begins; `undefined`: this was the last. */
  readonly last: Row | undefined;
}

/** What became of a page, or of an item. `'left'`: not all of it was dealt with. */
export type Dealt = 'done' | 'left';

/** Some of a page waits for what later pages bring. */
export interface DealtLater {
  readonly later: Promise<Dealt>;
}

/** A page that was read, or several with nothing to do in the later ones. */
interface OpenPage {
  scanned: number;
  last: Row | undefined;
  dealt: Dealt | undefined;
}

/** How far a part of a table is dealt with, where several pages may be on their way: it is at the end of a page once all pages before it are done, too. */
export class PagesInOrder {
  readonly #onPage: (page: PartPage) => Promise<void>;
  readonly #open: OpenPage[] = [];
  readonly #underWay = new Set<Promise<void>>();
  #moving: Promise<void> = Promise.resolve();
  #isStuck = false;

  /** @param onPage told of each page that is dealt with, in the order in which they were read, one at a time */
  constructor(onPage: (page: PartPage) => Promise<void>) {
    this.#onPage = onPage;
  }

  /** Whether a page was left: nothing after it can be dealt with. */
  get isStuck(): boolean {
    return this.#isStuck;
  }

  /** A page was read. Resolves when whoever is to be told has been told of what is dealt with by now; throws what that throws. */
  add({ scanned, last }: PartPage, dealt: Dealt | DealtLater): Promise<void> {
    const before = this.#open.at(-1);
    if (before && dealt === 'done') {
      // Millions of rows may lie between two old items: pages without any are not held one by one.
      before.scanned += scanned;
      before.last = last;
      return this.#moving;
    }
    const open: OpenPage = { scanned, last, dealt: undefined };
    this.#open.push(open);
    if (typeof dealt === 'string') return this.#settle(open, dealt);
    const settling = dealt.later.then(
      result => {
        this.#underWay.delete(settling);
        return this.#settle(open, result);
      },
      (error: unknown) => {
        this.#isStuck = true;
        throw error;
      },
    );
    settling.catch(() => undefined); // `end` throws it
    this.#underWay.add(settling);
    return this.#moving;
  }

  /** Waits until every page has been dealt with. @throws what dealing with one threw */
  async end(): Promise<void> {
    const settled = await Promise.allSettled(this.#underWay);
    for (const result of settled) if (result.status === 'rejected') throw result.reason;
    await this.#moving;
  }

  #settle(open: OpenPage, dealt: Dealt): Promise<void> {
    open.dealt = dealt;
    if (dealt === 'left') this.#isStuck = true;
    this.#moving = this.#moving.then(async () => {
      for (let [first] = this.#open; first?.dealt === 'done'; [first] = this.#open) {
        this.#open.shift();
        await this.#onPage(first);
      }
    });
    this.#moving.catch(() => undefined); // whoever waits is told
    return this.#moving;
  }
}
