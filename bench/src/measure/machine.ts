import { availableParallelism, cpus, totalmem } from 'node:os';

const GIB = 2 ** 30;

/** What the numbers of a run depend on, in one line. */
export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown CPU';
  const memory = `${Math.round(totalmem() / GIB)} GiB`;
  return `${model}, ${availableParallelism()} cores, ${memory}, ${process.platform} ${process.arch}, Node ${process.version}`;
}
