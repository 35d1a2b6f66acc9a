/** Text that stays as it is. */
export interface LiteralPart {
  readonly kind: 'literal';
  readonly text: string;
}

/** The placeholders of every template. */
export interface CommonPart {
  readonly kind: 'table' | 'year' | 'month' | 'day';
}

/** A part of an item's key. */
export type KeyTemplatePart = LiteralPart | CommonPart | { readonly kind: 'partitionKey' | 'sortKey' };

/** A part of a pack's key. */
export type PackKeyPart = LiteralPart | CommonPart | { readonly kind: 'entity' | 'run' | 'attempt' };

/** Digits that a date placeholder always renders. */
export const DATE_DIGITS = { year: 4, month: 2, day: 2 } as const;
