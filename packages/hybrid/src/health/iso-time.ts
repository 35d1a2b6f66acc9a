import * as z from 'zod/mini';

/** A time as records and totals carry it, ISO 8601. */
export const isoTime = z.pipe(
  z.iso.datetime(),
  z.transform(text => new Date(text)),
);
