/**
 * Writes a key value so that it fits between two slashes of an S3 key. One-to-one: letters, digits and `! - _ . * ' ( )`, the characters
 * that S3 calls safe, stay as they are; every other byte of the UTF-8 becomes `%XX`. A value that is `.` or `..` is escaped whole, since
 * HTTP clients resolve such segments away. `~` never occurs in the result: it marks attempts and shortened keys.
 *
 * @throws URIError when the value holds half of a surrogate pair: it has no UTF-8, so two such values could meet.
 */
export function escapeKeyValue(value: string): string {
  if (value === '.' || value === '..') return value.replaceAll('.', '%2E');
  return encodeURIComponent(value).replaceAll('~', '%7E');
}

/** Whether a character can occur in an escaped value. One that cannot may stand between two values as a separator. */
export function occursInEscapedValue(character: string): boolean {
  return /^[A-Za-z0-9!\-_.*'()%]$/.test(character);
}
