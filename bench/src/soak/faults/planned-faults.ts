import type { FaultShares } from './fault-plan.js';

/** Of a hundred requests to S3 about fifteen go wrong, so that some calls fail after all their retries, too. */
export const S3_FAULTS: FaultShares = {
  delay: 0.05,
  '503': 0.02,
  '500': 0.02,
  '409': 0.01,
  truncate: 0.02,
  'reply-lost': 0.02,
  reset: 0.01,
};

export const DYNAMO_DB_FAULTS: FaultShares = {
  delay: 0.04,
  '503': 0.01,
  '500': 0.01,
  '400': 0.01,
  truncate: 0.01,
  'reply-lost': 0.02,
  reset: 0.01,
};
