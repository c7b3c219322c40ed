export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // What needs engines of its own, and what takes longest for what it adds to the others.
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/test/engines/',
    '<rootDir>/test/e2e/soak',
    '<rootDir>/test/lib/template-rules',
  ],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  reporters: ['default', '<rootDir>/test/time/counts-reporter.js'],
  maxWorkers: 2,
  testTimeout: 20_000,
};
