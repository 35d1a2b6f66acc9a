/** Runs what belongs to the application. It is told of requests that have been made, so nothing that it throws may fail them. */
export function guarded(step: () => unknown, onError: (error: unknown) => void): void {
  try {
    const result = step();
    // An async function is taken for a listener too: its rejection would end the process
    if (typeof result === 'object' && result !== null && 'then' in result) Promise.resolve(result).catch(onError);
  } catch (error) {
    onError(error);
  }
}
