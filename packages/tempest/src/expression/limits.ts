// DynamoDB's limits on expressions, from "Service, account, and table quotas in Amazon DynamoDB" (section Expression parameters)
// where it states them; the others are those that DynamoDB Local enforces.

/** The longest expression, in UTF-8 bytes (4 KB). */
export const MAX_EXPRESSION_BYTES = 4096;

/** The most operators and functions in one expression. Counted as by `operatorCount`. */
export const MAX_EXPRESSION_OPERATORS = 300;

/** The most operands in the parentheses of one `IN`. A longer list is rendered as several, joined by `OR`. */
export const MAX_IN_OPERANDS = 100;

/** The most segments in a document path, the attribute's name included. */
export const MAX_PATH_SEGMENTS = 32;

/** The largest list index that a document path may contain. */
export const MAX_LIST_INDEX = 2_147_483_647;
