import { setMaxListeners } from 'node:events';

/** One signal that aborts when any of these does, and that any number of requests may listen to: Node warns of a leak from the eleventh on. */
export function runSignal(...signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  const signal = AbortSignal.any(signals.filter(each => each !== undefined));
  setMaxListeners(0, signal);
  return signal;
}
