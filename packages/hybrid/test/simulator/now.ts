/** The time at which every schedule begins. */
export const NOW = new Date('2026-06-01T00:00:00.000Z');
