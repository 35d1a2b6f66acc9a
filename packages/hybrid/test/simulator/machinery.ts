/** The simulator's machinery, through one place. */
export {
  type Command,
  executeCommand,
  type Faults,
  isServiceError,
  MemoryBucket,
  type MemoryObject,
  MemoryTable,
  Network,
  Random,
  Scheduler,
  SimulationError,
} from '@tempest-ts/testing/simulator';
