/** The simulator's machinery, through one place. */
export {
  type Command,
  executeCommand,
  type Faults,
  isServiceError,
  MemoryBucket,
  MemoryDatabase,
  type MemoryObject,
  MemoryTable,
  Network,
  Random,
  Scheduler,
  type ServiceError,
  SimulationError,
  type Words,
} from '@tempest-ts/testing/simulator';
