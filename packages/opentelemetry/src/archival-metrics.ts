import type { Counter, Meter } from '@opentelemetry/api';
import type { ArchivalProgress } from '@tempest-ts/hybrid';

/** What a run's progress was when it was last told. */
type Told = Pick<ArchivalProgress, 'itemsArchived' | 'itemsSkipped' | 'errorCount' | 'rowsScanned' | 'bytesBefore' | 'bytesStored'>;

const NOTHING: Told = { itemsArchived: 0, itemsSkipped: 0, errorCount: 0, rowsScanned: 0, bytesBefore: 0, bytesStored: 0 };

/** Records how runs of the archiver go on. */
export class ArchivalMetrics {
  readonly #counters: { readonly [Name in keyof Told]: Counter };

  constructor(meter: Meter) {
    const counter = (name: string, unit: string, description: string): Counter =>
      meter.createCounter(`tempest.archive.${name}`, { unit, description });
    this.#counters = {
      itemsArchived: counter('items', '{item}', 'Items that moved to S3'),
      itemsSkipped: counter('skipped', '{item}', 'Items that changed while they were to move, and stay'),
      errorCount: counter('errors', '{error}', 'Items that could not be moved'),
      rowsScanned: counter('rows', '{row}', 'Rows that runs have read'),
      bytesBefore: counter('bytes_before', 'By', 'Bytes of the moved items in DynamoDB'),
      bytesStored: counter('bytes_stored', 'By', 'Bytes of their objects in S3'),
    };
  }

  /** A listener for one run's `onProgress`: a run's numbers grow from nothing. */
  listener(): (progress: ArchivalProgress) => void {
    let before = NOTHING;
    return progress => {
      for (const name of Object.keys(NOTHING) as (keyof Told)[]) {
        const grown = progress[name] - before[name];
        if (grown > 0) this.#counters[name].add(grown);
      }
      before = progress;
    };
  }
}
