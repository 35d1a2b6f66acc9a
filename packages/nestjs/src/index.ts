export { InjectDb, type InjectDecorator, InjectRepository } from './inject.js';
export type {
  TempestConnectionOptions,
  TempestDatabaseOptions,
  TempestModuleAsyncOptions,
  TempestModuleOptions,
  TempestOptionsFactory,
} from './options.js';
export { type HealthCheckOptions, type HealthResult, type HealthState, TempestHealthIndicator } from './tempest-health-indicator.js';
export { TempestModule } from './tempest-module.js';
export { type EntityType, getDbToken, getRepositoryToken } from './tokens.js';
