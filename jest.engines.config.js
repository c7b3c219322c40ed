import base from './jest.config.js';

/**
 * Tests against servers from Debian, Maven or Go; each suite says why it is skipped where there is none. And CloudFormation's
 * own rules, which need none, but a minute.
 */
export default {
  ...base,
  testPathIgnorePatterns: [],
  testMatch: ['<rootDir>/test/engines/**/*.test.ts', '<rootDir>/test/lib/template-rules.test.ts'],
  maxWorkers: 1,
  testTimeout: 60_000,
};
