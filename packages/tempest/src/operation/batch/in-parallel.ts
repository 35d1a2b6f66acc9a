/**
 * Runs a step for each, so many at once. After an error no further step is started; the first one is thrown when those under way have ended, so that
 * nothing goes on behind the caller's back.
 */
export async function inParallel<T>(all: readonly T[], limit: number, step: (each: T) => Promise<void>): Promise<void> {
  const queue = all.values();
  const errors: unknown[] = [];
  const worker = async (): Promise<void> => {
    for (const each of queue) {
      if (errors.length > 0) return;
      try {
        await step(each);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, all.length) }, worker));
  if (errors.length > 0) throw errors[0];
}
