/** What one call of a step costs, by the mean of many. */
export interface CallCost {
  /** User and system time of all of the process's threads: the garbage collector's and the compiler's too. */
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly calls: number;
}

/** How long to go on. */
export interface CallBudget {
  /** At most: they end with the CPU time too. */
  readonly warmUpCalls: number;
  /** CPU time after which no further call begins. */
  readonly cpuMs: number;
}

const MICROS_PER_MILLI = 1000;

async function callFor(step: () => Promise<unknown>, mostCalls: number, mostCpuMs: number): Promise<CallCost> {
  const cpu = process.cpuUsage();
  const started = performance.now();
  let calls = 0;
  let spent = 0;
  do {
    await step();
    calls += 1;
    const { user, system } = process.cpuUsage(cpu);
    spent = (user + system) / MICROS_PER_MILLI;
  } while (calls < mostCalls && spent < mostCpuMs);
  return { cpuMs: spent / calls, wallMs: (performance.now() - started) / calls, calls };
}

/** Calls the step one after the other: first until V8 has compiled it, then for as long as the budget says. */
export async function measureCalls(step: () => Promise<unknown>, { warmUpCalls, cpuMs }: CallBudget): Promise<CallCost> {
  await callFor(step, warmUpCalls, cpuMs);
  return callFor(step, Number.POSITIVE_INFINITY, cpuMs);
}
