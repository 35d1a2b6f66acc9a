import type { ConditionNode } from './tree.js';
import { operandsOf, walkConditions } from './walk.js';

/** The names of the top-level attributes that a condition looks at: what must be there for it to be evaluated. */
export function referencedAttributes(node: ConditionNode): ReadonlySet<string> {
  const names = new Set<string>();
  walkConditions(node, each => {
    for (const operand of operandsOf(each)) {
      const place = operand.kind === 'size' ? operand.of : operand;
      if (place.kind === 'path') names.add(place.segments[0]);
    }
  });
  return names;
}
