/** One piece of a key template: text that stays as it is, or a placeholder. */
export type KeyTemplatePart =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'partitionKey' | 'sortKey' | 'table' }
  | { readonly kind: 'year' | 'month' | 'day' };

/** Digits that a date placeholder always renders. */
export const DATE_DIGITS = { year: 4, month: 2, day: 2 } as const;
