import base from './jest.config.js';

/** The dashboard in a real Chromium; its suite says why it is skipped where there is none. */
export default {
  ...base,
  testPathIgnorePatterns: ['/node_modules/'],
  testMatch: ['<rootDir>/test/web/browser/**/*.test.ts'],
  // One browser at a time.
  maxWorkers: 1,
  testTimeout: 60_000,
};
