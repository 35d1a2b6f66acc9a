import { type ArchivalCounts, ConfigurationError } from '@tempest-ts/hybrid';

/** The name of the error of a run that did all that it could, and could not move some items. */
export const FAILED_ITEMS_ERROR = 'Tempest.FailedItems';

/** Items that could not be moved. A part of a table that could not be read is no item; the next call reads it. */
export function failedItems({ itemsProcessed, itemsArchived, itemsSkipped }: ArchivalCounts): number {
  return itemsProcessed - itemsArchived - itemsSkipped;
}

/** @throws ConfigurationError */
export function checkToleratedItems(items: number): void {
  if (Number.isSafeInteger(items) && items >= 0) return;
  throw new ConfigurationError(`toleratedFailedItems: a number of items, 0 or more; it is ${items}.`);
}
