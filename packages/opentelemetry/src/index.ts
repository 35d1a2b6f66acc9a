export type { Watched, WatchOptions } from './health-metrics.js';
export { openTelemetry, type Telemetry, type TelemetryOptions } from './telemetry.js';
