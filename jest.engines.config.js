import base, { LONG } from './jest.config.js';

/**
 * Tests against servers from Debian, Maven or Go; each suite says why it is skipped where there is none. And those that need
 * none, but long.
 */
export default {
  ...base,
  // Handlers keep their clients; in threads those end with their suite.
  globals: { RUNS_APART: true },
  testPathIgnorePatterns: [],
  testMatch: ['<rootDir>/test/engines/**/*.test.ts', ...LONG.map((path) => `<rootDir>/${path}*.test.ts`)],
  maxWorkers: 1,
  testTimeout: 60_000,
};
