import base, { LONG } from './jest.config.js';

/**
 * Tests against servers from Debian, Maven or Go; each suite says why it is skipped where there is none. And those that need
 * none, but long.
 */
export default {
  ...base,
  // Suites share one process, in which kept clients look for their servers on after those are gone; it is ended by force.
  testEnvironment: 'node',
  testPathIgnorePatterns: [],
  testMatch: ['<rootDir>/test/engines/**/*.test.ts', ...LONG.map((path) => `<rootDir>/${path}*.test.ts`)],
  maxWorkers: 1,
  testTimeout: 60_000,
};
