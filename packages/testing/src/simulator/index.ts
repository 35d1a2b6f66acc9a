export { type Command, executeCommand, type Stores } from './execute-command.js';
export { MemoryBucket, type MemoryObject } from './memory-bucket.js';
export { MemoryDatabase, type MemoryDatabaseOptions } from './memory-database.js';
export { type MemoryIndex, MemoryTable, type MemoryTableOptions } from './memory-table.js';
export { type Faults, Network } from './network.js';
export { Random } from './random.js';
export { Scheduler, type Step, type Words } from './scheduler.js';
export { isServiceError, lostConnection, type ServiceError, serviceError } from './service-error.js';
export { SimulationError } from './simulation-error.js';
