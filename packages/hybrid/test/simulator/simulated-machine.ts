import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';
import { restoreZlib } from './inline-zlib.js';
import { Random } from './machinery.js';

const { randomBytes, randomUUID } = crypto;
const { setTimeout } = timers;

let random = new Random(0);
const bytes = (count: number): Buffer => Buffer.from(Array.from({ length: count }, () => random.below(256)));

/** Has everything random that the engine asks of a simulated machine follow from a seed: an attempt of another name would come elsewhere in a list. */
export function seedMachine(seed: number): void {
  random = new Random(seed);
}

/**
 * Makes this process a simulated machine. The engine's waits between its tries end at once: how long something takes is the scheduler's to decide, when the
 * next request arrives.
 */
export function simulateMachine(): void {
  Object.assign(crypto, { randomBytes: bytes, randomUUID: () => bytes(16).toString('hex') });
  Object.assign(timers, { setTimeout: (_: number, value: unknown) => Promise.resolve(value) });
  syncBuiltinESMExports();
}

/** Gives the process back its time and its randomness. */
export function restoreMachine(): void {
  Object.assign(crypto, { randomBytes, randomUUID });
  Object.assign(timers, { setTimeout });
  restoreZlib();
}
