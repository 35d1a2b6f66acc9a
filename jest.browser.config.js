/** What `npm run test:browser` runs: pages, in Debian's Chromium. */
import everywhere from './jest.config.js';

const [legacyDecorators] = everywhere.projects;

export default {
  ...legacyDecorators,
  displayName: 'browser',
  testMatch: ['<rootDir>/packages/*/test/browser/**/*.browser.ts'],
  testTimeout: 120_000,
};
