interface Criteria {
  readonly Filters: readonly { readonly Pattern: string }[];
}

/** The leaves of an event, by path: what filters look at. */
function leaves(value: unknown, path = '', found = new Map<string, unknown>()): ReadonlyMap<string, unknown> {
  if (typeof value !== 'object' || value === null) found.set(path, value);
  else for (const [name, member] of Object.entries(value)) leaves(member, `${path}/${name}`, found);
  return found;
}

function holds(pattern: unknown, event: ReadonlyMap<string, unknown>, path = ''): boolean {
  if (!Array.isArray(pattern)) return Object.entries(pattern as object).every(([name, inner]) => holds(inner, event, `${path}/${name}`));
  return pattern.some(rule => {
    if (typeof rule !== 'object') return event.get(path) === rule;
    if (Object.keys(rule).join() !== 'exists') throw new Error(`no such rule here: ${JSON.stringify(rule)}`);
    return event.has(path) === rule.exists;
  });
}

/**
 * Whether Lambda would hand a record to its function, by the rules of "Control which events Lambda sends to your function" in its developer guide, as far as they are used
 * here: one of the filters holds; a filter holds where each of its leaves does; a leaf is a list, of which one holds: equal text, or `exists`, on leaves alone.
 */
export function streamMatches({ Filters }: Criteria, record: unknown): boolean {
  const event = leaves(JSON.parse(JSON.stringify(record)));
  return Filters.some(({ Pattern }) => holds(JSON.parse(Pattern), event));
}
