import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

/** One metric of a query, and what is asked of its labels. */
export interface Selector {
  readonly metric: string;
  readonly matchers: readonly { readonly label: string; readonly operator: string; readonly value: string }[];
}

/** What a query reads. */
export interface Query {
  readonly selectors: readonly Selector[];
  /** Labels that it groups by, or joins on. */
  readonly grouping: readonly string[];
}

function selectorOf(node: SyntaxNode, text: (node: SyntaxNode) => string): Selector {
  const matchers: Selector['matchers'][number][] = [];
  const walk = (at: SyntaxNode): void => {
    if (at.name === 'UnquotedLabelMatcher') {
      const [label, operator, value] = [at.firstChild, at.firstChild?.nextSibling, at.lastChild];
      if (label && operator && value)
        matchers.push({ label: text(label), operator: text(operator), value: JSON.parse(text(value)) as string });
    }
    for (let child = at.firstChild; child; child = child.nextSibling) walk(child);
  };
  walk(node);
  const name = node.getChild('Identifier');
  return { metric: name ? text(name) : '', matchers };
}

/** Parses a query as Prometheus's own editor does. Throws where it is none. */
export function parseQuery(expression: string): Query {
  const selectors: Selector[] = [];
  const grouping: string[] = [];
  const text = ({ from, to }: { readonly from: number; readonly to: number }): string => expression.slice(from, to);
  parser.parse(expression).iterate({
    enter: ({ type, node, from }) => {
      if (type.isError) throw new Error(`no PromQL from ${from}: ${expression}`);
      if (type.name === 'VectorSelector') selectors.push(selectorOf(node, text));
      if (type.name === 'GroupingLabels') for (const label of node.getChildren('LabelName')) grouping.push(text(label));
    },
  });
  return { selectors, grouping };
}
