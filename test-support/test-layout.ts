import type { Layout } from '@tempest-ts/hybrid';

declare global {
  /** Set by the projects of jest.config.js. */
  var TEMPEST_TEST_LAYOUT: Layout | undefined;
}

/** How suites of the tiers archive: some of the projects in which they run have everything in packs, as what an item is does not depend on it. */
export const testLayout: Layout = globalThis.TEMPEST_TEST_LAYOUT ?? 'single';
