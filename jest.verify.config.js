import base from './jest.config.js';

/** What says how right the scheduler's time is, gone through in full: `npm run verify:time`. */
export default {
  ...base,
  testMatch: ['<rootDir>/test/time/**/*.test.ts', '<rootDir>/test/core/schedule/**/*.test.ts'],
  testTimeout: 600_000,
};
