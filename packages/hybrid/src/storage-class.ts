/** The storage classes from which S3 answers at once. */
export const STORAGE_CLASSES = ['STANDARD', 'INTELLIGENT_TIERING', 'STANDARD_IA', 'ONEZONE_IA', 'GLACIER_IR'] as const;

/** Where S3 keeps an object. */
export type StorageClass = (typeof STORAGE_CLASSES)[number];

/** Classes whose objects must be thawed for hours before they can be read (S3 user guide, "Restoring an archived object"). */
const FROZEN = ['GLACIER', 'DEEP_ARCHIVE'];

/** What to say of a storage class that cannot be used; `undefined`: it can be. */
export function storageClassProblem(value: unknown): string | undefined {
  if (STORAGE_CLASSES.some(name => name === value)) return undefined;
  if (FROZEN.some(name => name === value))
    return `${value} takes hours to read from, so no load or query could answer. Use GLACIER_IR, which answers at once`;
  return `one of ${STORAGE_CLASSES.join(', ')}`;
}
