import type { ArchivalProblem } from '@tempest-ts/hybrid';
import type { Html } from '../html/html.js';
import { type Notice, notices } from '../html/notices.js';

const TITLES: Readonly<Record<Exclude<ArchivalProblem['kind'], 'preflight'>, readonly [tone: Notice['tone'], title: string]>> = {
  'index-loses-pointer': ['bad', 'A run would refuse to begin'],
  'max-fraction': ['bad', 'A run would end before its end'],
  unarchivable: ['warn', 'Items would stay that are old enough'],
  future: ['warn', 'Items are dated in the future'],
  'unread-index-loses-pointer': ['warn', 'An index would show less than before'],
  'index-hot-partition': ['warn', 'One partition of an index would get many of the writes'],
  'filter-not-kept': ['warn', 'Reads would fetch more than they need'],
  'never-pays': ['warn', 'Moving some items never pays'],
};

function notice(problem: ArchivalProblem): Notice {
  if (problem.kind !== 'preflight') {
    const [tone, title] = TITLES[problem.kind];
    return { tone, title, text: problem.message };
  }
  const isFatal = problem.finding.severity !== 'warning';
  return {
    tone: isFatal ? 'bad' : 'warn',
    title: isFatal ? 'A run would refuse to begin' : 'To know before the first run',
    text: problem.message,
  };
}

/** What would go wrong, the gravest first. */
export function problemNotices(problems: readonly ArchivalProblem[]): Html {
  const list = problems.map(notice);
  if (list.length === 0)
    return notices([
      { tone: 'good', title: 'Nothing to warn of', text: 'No risk was found in tables, indexes, bucket, permissions or items.' },
    ]);
  return notices([...list.filter(({ tone }) => tone === 'bad'), ...list.filter(({ tone }) => tone !== 'bad')]);
}
