/** The published packages, by their folders, each after those that it builds on. */
export const PACKAGES = ['tempest', 'testing', 'hybrid', 'report', 'cli', 'opentelemetry', 'nestjs', 'bullmq', 'aws'];
