import type { DynamoDBClient, ServiceOutputTypes } from '@aws-sdk/client-dynamodb';

/** Counts what a client sends: every attempt, retries included, whether it succeeds or not. */
export class RequestCounters {
  readonly #requests = new Map<string, number>();
  readonly #capacityUnits = new Map<string, number>();

  /** Counters of everything that `client` sends from now on. */
  static of(client: DynamoDBClient): RequestCounters {
    const counters = new RequestCounters();
    // In the deserialize step, outside the deserializer (hence the priority): inside the retry loop, and the output is already parsed.
    client.middlewareStack.add(
      (next, context) => async args => {
        const operation = (context.commandName ?? 'Unknown').replace(/Command$/, '');
        counters.#add(counters.#requests, operation, 1);
        const result = await next(args);
        counters.#add(counters.#capacityUnits, operation, unitsOf(result.output));
        return result;
      },
      { step: 'deserialize', priority: 'high', name: 'tempestRequestCounters' },
    );
    return counters;
  }

  /** All requests. */
  get total(): number {
    return sum(this.#requests);
  }

  /** Requests by operation, such as `{ GetItem: 3 }`; a snapshot. */
  get byOperation(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#requests);
  }

  /** Capacity units consumed, read and write together, as far as responses said: only requests with `ReturnConsumedCapacity` carry it. */
  get capacityUnits(): number {
    return sum(this.#capacityUnits);
  }

  /** Capacity units by operation; a snapshot. */
  get capacityUnitsByOperation(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#capacityUnits);
  }

  /** Starts again at zero. */
  reset(): void {
    this.#requests.clear();
    this.#capacityUnits.clear();
  }

  #add(counts: Map<string, number>, operation: string, amount: number): void {
    if (amount !== 0) counts.set(operation, (counts.get(operation) ?? 0) + amount);
  }
}

/** Single-table operations report one, batches and transactions one per table, the others none. */
function unitsOf(output: ServiceOutputTypes | undefined): number {
  if (output === undefined || !('ConsumedCapacity' in output)) return 0;
  return [output.ConsumedCapacity ?? []]
    .flat()
    .reduce((units, consumed) => units + (('CapacityUnits' in consumed && consumed.CapacityUnits) || 0), 0);
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}
