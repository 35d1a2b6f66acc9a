import type { EntityPlan } from '@tempest-ts/hybrid';

export type Layout = EntityPlan['layout'];

export const LAYOUTS: readonly Layout[] = ['single', 'packed'];

/** What people call the layouts. */
export const LAYOUT_NAMES: Readonly<Record<Layout, string>> = { single: 'single objects', packed: 'packs' };

/** The same below a heading of both. */
export const SHORT_NAMES: Readonly<Record<Layout, string>> = { single: 'single', packed: 'packs' };

/** What curves of the layouts are told apart by, besides their color. */
export const LAYOUT_KEY = [
  { className: 'single', name: 'single objects (solid line)' },
  { className: 'packed', name: 'packs (dashed line)' },
];

/** How the curve of a layout is drawn. */
export const strokeOf = (layout: Layout) => ({
  className: `stroke-${layout}`,
  strokeWidth: 2.25,
  ...(layout === 'packed' && { strokeDasharray: '6 4' }),
});

export const symbolOf = (layout: Layout): 'circle' | 'square' => (layout === 'packed' ? 'square' : 'circle');
