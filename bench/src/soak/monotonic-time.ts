import { hrtime } from 'node:process';

/** Milliseconds of the machine's monotonic clock, which is one for all its processes. */
export const monotonicMs = (): number => Number(hrtime.bigint()) / 1e6;
