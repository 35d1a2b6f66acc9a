import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** A stored row, as the SDK gives and takes it. */
export type Row = Record<string, AttributeValue>;

/** A row that nobody changes. */
export type ReadonlyRow = Readonly<Row>;
