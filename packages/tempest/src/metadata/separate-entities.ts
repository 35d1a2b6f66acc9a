import { DeclarationError } from '../errors.js';
import { haveOtherMarks } from './discriminator.js';
import { type KeyPattern, keyPattern } from './key-pattern.js';
import { overlapOf } from './pattern-overlap.js';
import type { ViewSchema } from './table-schema.js';

/** A pattern to change, and what its free end may not hold. */
interface Exclusion {
  readonly pattern: KeyPattern;
  readonly excluded: string;
}

/** What tells two entities' rows apart: `undefined` where nothing does, otherwise what one of them has to leave out, if anything. */
function separate(a: readonly KeyPattern[], b: readonly KeyPattern[]): readonly Exclusion[] | undefined {
  const pairs = a.flatMap(first => b.map(second => ({ first, second, overlap: overlapOf(first, second) })));
  if (pairs.some(({ overlap }) => overlap === 'disjoint')) return [];
  for (const { first, second, overlap } of pairs) {
    if (typeof overlap === 'object') return [{ pattern: overlap.free === 'first' ? first : second, excluded: overlap.excluded }];
  }
  return undefined;
}

/** Whether no row fits both entities' patterns. */
export function areApart(a: readonly KeyPattern[], b: readonly KeyPattern[]): boolean {
  return separate(a, b)?.length === 0;
}

/**
 * Makes sure that no row is an item of two entities: it would be read as either. `ORDER#{orderId}` and `ORDER#{orderId}#LINE#{line:4}` are apart as long as
 * no `orderId` holds `#LINE#`, which the patterns returned say.
 *
 * @throws DeclarationError
 */
export function separateEntities(table: string, inline: readonly ViewSchema[]): readonly ViewSchema[] {
  const excluded = new Map<KeyPattern, Set<string>>();
  inline.forEach((view, position) => {
    for (const other of inline.slice(0, position)) {
      if (view.entity === other.entity || haveOtherMarks(view.entity, other.entity)) continue;
      const exclusions = separate(view.patterns, other.patterns);
      if (!exclusions) {
        const message =
          `Table ${table}: nothing tells the rows of ${view.entity.name} from those of ${other.entity.name}. ` +
          `Give their sort keys (or partition keys) prefixes of which neither begins with the other, @Attribute({ prefix: '${view.entity.name.toUpperCase()}_' }), ` +
          `or templates that begin with other words, or of which one goes on where the other ends: 'ORDER#{orderId}' and 'ORDER#{orderId}#LINE#{line:4}'. Or give both a @Discriminator().`;
        throw new DeclarationError(message, { table, view: view.name, entity: view.entity.name });
      }
      for (const { pattern, excluded: text } of exclusions) excluded.set(pattern, new Set(excluded.get(pattern)).add(text));
    }
  });
  const completed = new Map([...excluded].map(([pattern, texts]) => [pattern, keyPattern(pattern.attribute, pattern.parts, [...texts])]));
  return inline.map(view =>
    Object.freeze({ ...view, patterns: Object.freeze(view.patterns.map(pattern => completed.get(pattern) ?? pattern)) }),
  );
}
