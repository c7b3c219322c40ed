export type { TestClient } from './engine.ts';
export type { RunFilter, TestRun } from './runs.ts';
export { type Advance, startCloud, type TestCloud, type TestCloudOptions } from './start-cloud.ts';
export type { Handlers } from './test-config.ts';
