// #region calendar-day
import type { AttributeCodec } from '@tempest-ts/tempest';

/** A day without a time of day, stored as `1959-08-17`. */
export const calendarDay: AttributeCodec<Date> = {
  toDb: date => ({ S: date.toISOString().slice(0, 10) }),
  toApp: value => new Date(`${value.S}T00:00:00Z`),
};
// #endregion
