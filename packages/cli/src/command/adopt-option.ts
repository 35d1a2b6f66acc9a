import type { Adopted } from '@tempest-ts/hybrid';
import { CliError } from '../errors.js';

/** `--adopt table=id`, several times: tables of earlier lives, by the name of the one that took their place. */
export function adoptedOf(texts: readonly string[] = []): Adopted {
  const adopted: Record<string, string[]> = {};
  for (const text of texts) {
    const at = text.indexOf('=');
    if (at <= 0 || at === text.length - 1)
      throw new CliError(
        `--adopt: ${JSON.stringify(text)} is not TABLE=ID, the name of a table and the id or ARN of the one it took the place of.`,
      );
    const name = text.slice(0, at);
    adopted[name] = [...(adopted[name] ?? []), text.slice(at + 1)];
  }
  return adopted;
}
