/** Calls `step` with every value, at most `concurrency` at once; a value is asked for when there is room for it. */
export async function forEachConcurrently<T>(values: AsyncIterable<T>, concurrency: number, step: (value: T) => Promise<void>) {
  const iterator = values[Symbol.asyncIterator]();
  let stopped = false;
  const worker = async (): Promise<void> => {
    try {
      while (!stopped) {
        const next = await iterator.next();
        if (next.done) return;
        await step(next.value);
      }
    } catch (error) {
      stopped = true; // the other workers finish what they have begun, and take nothing new
      throw error;
    }
  };
  const results = await Promise.allSettled(Array.from({ length: concurrency }, worker));
  await iterator.return?.();
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}
