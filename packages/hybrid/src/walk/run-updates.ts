import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { Wire } from '@tempest-ts/tempest/extend';
import type { CapacityBudget } from '../control/capacity-budget.js';
import { conditionalUpdate, type Updated } from '../hydrate/conditional-update.js';
import { persistently } from './persistently.js';

/** What an update of a run came to. */
export type RunUpdated = Updated & {
  /** Whether it was sent more than once, so that a refusal may be of what an earlier send has done. */
  readonly resent: boolean;
};

/**
 * The updates of a run, within its budget of write capacity: what is throttled slows the run down, and is sent again. No attempt stores anything for them, so they may land however
 * late: each holds of one state of its row alone.
 */
export class RunUpdates {
  readonly #wire: Wire;
  readonly #budget: CapacityBudget;
  readonly #signal: AbortSignal;

  /** @param signal an abort breaks off no send, whose outcome would then be unknown: it ends waiting and resending */
  constructor(wire: Wire, budget: CapacityBudget, signal: AbortSignal) {
    this.#wire = wire;
    this.#budget = budget;
    this.#signal = signal;
  }

  /**
   * @param estimate write units that it is expected to take
   * @throws RequestError; the abort's reason, where it was not sent
   */
  async send(input: UpdateItemCommandInput, estimate: number): Promise<RunUpdated> {
    const budget = this.#budget;
    const signal = this.#signal;
    return budget.spend(estimate, signal, async () => {
      let resent = false;
      const request = { operation: 'UpdateItem', table: input.TableName ?? '', signal, throttled: () => budget.throttled() };
      const updated = await persistently(this.#wire, request, async attempt => {
        resent = attempt > 1;
        if (resent) await budget.take(0, signal); // what was throttled goes as slowly as the others
        return conditionalUpdate(this.#wire, { ...input, ReturnConsumedCapacity: 'TOTAL' });
      });
      if (updated.attempts > 1) budget.throttled();
      return { ...updated, resent: resent || updated.attempts > 1 }; // of a refusal, which costs as much as a write, the estimate is settled
    });
  }
}
