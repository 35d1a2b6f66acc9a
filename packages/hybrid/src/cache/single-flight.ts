import { abortable } from './abortable.js';

interface Flight<T> {
  readonly result: Promise<T>;
  readonly controller: AbortController;
  passengers: number;
  isOver: boolean;
}

/** One task for all who want the same at once. It is aborted when the last of them has left. */
export class SingleFlight<T> {
  readonly #flights = new Map<string, Flight<T>>();

  /**
   * @param task runs where none is under way for the key
   * @throws what the task throws; the signal's reason
   */
  async run(key: string, signal: AbortSignal | undefined, task: (signal: AbortSignal) => Promise<T>): Promise<T> {
    signal?.throwIfAborted();
    const flight = this.#flights.get(key) ?? this.#begin(key, task);
    flight.passengers += 1;
    try {
      return await abortable(flight.result, signal);
    } finally {
      flight.passengers -= 1;
      if (flight.passengers === 0 && !flight.isOver) {
        this.#end(key, flight);
        flight.controller.abort();
      }
    }
  }

  /** Whoever comes from now on wants it anew. */
  forget(key: string): void {
    this.#flights.delete(key);
  }

  #begin(key: string, task: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const controller = new AbortController();
    const flight: Flight<T> = { result: task(controller.signal), controller, passengers: 0, isOver: false };
    this.#flights.set(key, flight);
    const end = (): void => this.#end(key, flight);
    void flight.result.then(end, end);
    return flight;
  }

  #end(key: string, flight: Flight<T>): void {
    flight.isOver = true;
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}
