import { archive } from './archive/suite.js';
import { commits } from './commits/suite.js';
import { cost } from './cost/suite.js';
import type { Suite } from './harness/suite.js';
import { hydration } from './hydration/suite.js';
import { imports } from './import/suite.js';
import { items } from './items/suite.js';
import { layout } from './layout/suite.js';
import { observed } from './observed/suite.js';
import { pages } from './pages/suite.js';
import { memory, scale } from './scale/suite.js';
import { shards } from './shards/suite.js';
import { start } from './start/suite.js';
import { types } from './types/suite.js';

/** Every suite, in the order in which they run and are reported: what takes long comes last. */
export const SUITES: readonly Suite[] = [
  pages,
  items,
  observed,
  hydration,
  archive,
  layout,
  cost,
  imports,
  start,
  types,
  commits,
  shards,
  memory,
  scale,
];
