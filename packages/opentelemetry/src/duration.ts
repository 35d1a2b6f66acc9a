export const SECOND_MS = 1_000;
/** The boundaries that the semantic conventions advise for `db.client.operation.duration`, in seconds. */
export const DURATION_BOUNDARIES = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];
