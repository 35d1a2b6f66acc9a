import type { WorkerTask } from '../messages.js';

/** Numbers of a process's writes, and stamps that no other process gives. */
export class Tickets {
  readonly #name: string;
  #last = 0;

  constructor({ index, seed }: Pick<WorkerTask, 'index' | 'seed'>) {
    this.#name = `w${index}.${seed.toString(36)}`;
  }

  next(): number {
    this.#last += 1;
    return this.#last;
  }

  stamp(): string {
    return `${this.#name}.${this.next().toString(36)}`;
  }
}
