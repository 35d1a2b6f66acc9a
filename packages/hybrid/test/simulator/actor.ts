import type { Row } from '@tempest-ts/tempest/extend';
import { judge } from './judge.js';
import { type Premises, Terminal } from './terminal.js';
import type { Operation, Plant, Sender, World } from './world.js';

/** What an operation asks of one row. */
export interface Condition {
  /** The row, by `idOf`. */
  readonly id: string;
  readonly holds: (row: Row | undefined) => boolean;
}

/** What an operation is expected to do. */
export interface Expected {
  /** Whether it is a write, so that success means that it took effect. */
  readonly writes: boolean;
  /** Default: it has none that could fail. */
  readonly conditions?: readonly Condition[];
}

/** What a call came to. */
export interface Answer<T> {
  readonly result: T;
  readonly operation: Operation;
}

const idle = (start: number): Operation => ({ start, writes: 0, transactions: 0, conflicts: 0, swaps: 0, told: 'nothing yet' });

/** Who an actor is. */
export interface ActorOptions extends Premises {
  readonly name: string;
  readonly plant: Plant | undefined;
}

/** One process that uses the library, one call after another. */
export class Actor {
  readonly name: string;
  readonly service: string;
  readonly world: World;
  readonly terminal: Terminal;
  /** Sends a request without the library. */
  readonly send: Sender;
  #operation: Operation = idle(0);

  constructor(world: World, { name, plant, ...premises }: ActorOptions) {
    this.world = world;
    this.name = name;
    this.service = premises.service;
    const send = world.sender(name, () => this.#operation);
    this.send = plant ? plant(send, world, name) : send;
    this.terminal = Terminal.connect(premises, command => this.send(command));
  }

  get db() {
    return this.terminal.db;
  }

  get tickets() {
    return this.terminal.db.tickets.all;
  }

  get counters() {
    const { counters } = this.terminal;
    if (!counters) throw new Error('This schedule has no counters.');
    return counters.all;
  }

  /** Says that what is sent from here on belongs to something new. */
  begin(what: string): Operation {
    this.#operation = idle(this.world.scheduler.now);
    this.world.scheduler.note(() => `${this.name} calls ${what}`);
    return this.#operation;
  }

  /** Lets others go first. */
  async rest(): Promise<void> {
    await this.world.turn(this.name, 'rests', () => undefined).catch(() => undefined);
  }

  /** Runs one call of the library and judges what the caller was told. `undefined`: it failed in a way that it may. */
  async call<T>(what: string, expected: Expected, run: () => Promise<T>): Promise<Answer<T> | undefined> {
    const { scheduler } = this.world;
    const operation = this.begin(what);
    try {
      const result = await run();
      operation.told = 'done';
      scheduler.note(() => `${this.name}: done`);
      if (expected.writes && operation.writes === 0) this.world.violate(`${what} of ${this.name} succeeded, and nothing was written`);
      return { result, operation };
    } catch (error) {
      scheduler.note(() => `${this.name}: ${(error as Error).name}`);
      const fault = judge(error, operation, expected, this.world);
      if (fault !== undefined) this.world.violate(`${what} of ${this.name}: ${fault}: ${String(error)}`);
      return undefined;
    }
  }
}
