import base from './jest.config.js';

/**
 * What says how right the scheduler's time is, gone through in full: `npm run verify:time`. A suite is added by its path
 * in `testMatch`; what it counts (test/time/counts.ts) comes under its own heading in the table at the end.
 */
export default {
  ...base,
  testPathIgnorePatterns: ['/node_modules/'],
  testMatch: ['time/**/*', 'core/schedule/**/*', 'simulation/**/*', 'e2e/soak'].map(
    (part) => `<rootDir>/test/${part}.test.ts`,
  ),
  testTimeout: 600_000,
};
