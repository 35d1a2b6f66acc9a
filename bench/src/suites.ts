import type { Suite } from './harness/suite.js';
import { items } from './items/suite.js';
import { pages } from './pages/suite.js';

/** Every suite, in the order in which they run and are reported: what takes long comes last. */
export const SUITES: readonly Suite[] = [pages, items];
