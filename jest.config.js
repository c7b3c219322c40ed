/** Tests that take longest for what they add to the others; `npm run test:engines` runs them. */
export const LONG = [
  'test/lib/template-rules',
  'test/lib/nag',
  'test/lib/bundles',
  'test/conformance/list-cost',
  'test/local/cloud/own-machine',
  'test/local/cloud/time-travel',
  'test/local/cloud/start',
  'test/local/lambda/',
  'test/local/scheduler/firing',
  'test/lib/quotas',
  'test/adapters/aws/silent-calls',
  'test/core/input/redactor-oracle',
  'test/core/input/operators/bombs',
  'test/e2e/ductape-messages',
  'test/syncwork/',
  'test/namespaces/provider-servers',
  'test/namespaces/storage/listing',
  'test/e2e/ductape-job-pages',
  'test/e2e/ductape-jobs',
  'test/namespaces/database/agreement',
  'test/namespaces/database/operations',
  'test/namespaces/database/postgres',
  'test/namespaces/graphs/neptune',
  'test/e2e/hostile/',
  'test/e2e/fuzz',
  'test/e2e/own-function',
  'test/lambdas/executor/threads/run-apart',
  'test/e2e/declared-schedules',
];

export default {
  testEnvironment: '<rootDir>/test/leak-environment.ts',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testPathIgnorePatterns: [
    '/node_modules/',
    '<rootDir>/test/engines/',
    '<rootDir>/test/e2e/soak',
    ...LONG.map((path) => `<rootDir>/${path}`),
  ],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  reporters: ['default', '<rootDir>/test/time/counts-reporter.js'],
  // One more than the cores that they are meant for, as many tests wait for most of their time.
  maxWorkers: 3,
  testTimeout: 40_000,
};
