import { DeclarationError } from '../errors.js';

/** Refuses options that do not exist: a misspelt one would be ignored. */
export function checkOptions(where: string, given: object, known: readonly string[], table: string): void {
  for (const option of Object.keys(given)) {
    if (!known.includes(option)) throw new DeclarationError(`${where} has no option \`${option}\`. It has ${known.join(', ')}.`, { table });
  }
}
