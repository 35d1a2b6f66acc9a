import type { Row } from '@tempest-ts/tempest/extend';

interface RowsOfOutput {
  readonly Item?: Row;
  readonly Items?: readonly Row[];
}

/** Rows that passed by, in answers and in failed conditions: what a planted bug remembers, as the engine does. */
export class SeenRows {
  readonly #rows = new Map<string, Row>();

  of(key: Row | undefined): Row | undefined {
    return this.#rows.get(key?.sk?.S ?? '');
  }

  /** Remembers what a request shows. */
  async watch(request: Promise<unknown>): Promise<unknown> {
    try {
      const output = await request;
      this.#keep(output);
      return output;
    } catch (error) {
      this.#keep(error);
      throw error;
    }
  }

  #keep(output: unknown): void {
    const { Item, Items = [] } = output as RowsOfOutput; // of any command
    for (const row of Item ? [Item, ...Items] : Items) this.#rows.set(row.sk?.S ?? '', row);
  }
}
