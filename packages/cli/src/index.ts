export type { CliProcess } from './command/cli-process.js';
export { type CliConfig, defineConfig } from './config/define-config.js';
export { EXIT_CODE, type ExitCode } from './exit-code.js';
export { main } from './main.js';
