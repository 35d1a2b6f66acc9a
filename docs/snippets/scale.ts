// The arithmetic of docs/scale.md; the test beside it holds the page's figures to it.
import { type CostEstimate, DEFAULT_PRICES, estimateCost } from '@tempest-ts/hybrid';

/** What one item of a table is and takes: `tempest-hybrid plan` says it of yours. */
export interface PerItem {
  readonly bytes: number;
  readonly pointerBytes: number;
  readonly storedBytes: number;
  readonly writeUnits: number;
  readonly puts: number;
}

/** DynamoDB's overhead for each row, in bytes. */
const ROW_OVERHEAD = 100;
const READ_UNIT_BYTES = 8_192;

export function moveCost(items: number, item: PerItem): CostEstimate {
  // #region cost
  const cost = estimateCost(
    {
      dynamoDbBytesBefore: items * (item.bytes + ROW_OVERHEAD),
      dynamoDbBytesAfter: items * (item.pointerBytes + ROW_OVERHEAD),
      s3Bytes: items * item.storedBytes,
      writeUnits: items * item.writeUnits,
      readUnits: (items * item.bytes) / READ_UNIT_BYTES,
      puts: items * item.puts,
    },
    DEFAULT_PRICES,
  );
  // #endregion
  return cost;
}

// #region workers
/** In us-east-1, November 2026: Lambda on arm64, Step Functions Standard, and a c7g.xlarge, which has four cores. */
const LAMBDA_GB_SECOND = 0.0000133334;
const STATE_TRANSITION = 0.025 / 1_000;
const FOUR_CORES_HOUR = 0.145;

export function planWorkers(items: number, item: PerItem, { writeUnitsPerSecond = 40_000, itemsPerWorker = 2_000 } = {}) {
  const itemsPerSecond = writeUnitsPerSecond / item.writeUnits;
  const workers = Math.ceil(itemsPerSecond / itemsPerWorker);
  const seconds = items / itemsPerSecond;
  const workerSeconds = items / itemsPerWorker;
  const shards = Math.ceil((items * (item.bytes + ROW_OVERHEAD)) / (256 * 1024 ** 2));
  const calls = shards + Math.ceil(workerSeconds / 860); // of each call's 900 seconds, 40 are kept to end in
  return {
    days: seconds / 86_400,
    workers,
    shards,
    calls,
    lambda: workerSeconds * (1_769 / 1_024) * LAMBDA_GB_SECOND,
    transitions: (2 * calls + 2 * shards) * STATE_TRANSITION,
    machines: (workers / 4) * (seconds / 3_600) * FOUR_CORES_HOUR,
  };
}
// #endregion
