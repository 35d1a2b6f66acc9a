import { TempestError } from '@tempest-ts/tempest';

/** One schedule broke a promise. Running its seed again breaks it again. */
export class SimulationError extends TempestError {
  readonly code = 'SIMULATION_FAILED';
  readonly seed: number;
  /** Every step up to the failure, in order. */
  readonly trace: readonly string[];

  constructor(seed: number, why: string, trace: readonly string[], options?: ErrorOptions) {
    super(`Seed ${seed}: ${why}\nRun this seed again to see it again. The schedule:\n  ${trace.join('\n  ')}`, options);
    this.seed = seed;
    this.trace = trace;
  }
}
