import type { RunContext } from '../../../core/ports/namespace.ts';
import { accessWith, memoryProgress } from '../shared/run-context.ts';

/** What the runs of tests reach DynamoDB with. */
export const AWS = accessWith({ accessKeyId: 'test', secretAccessKey: 'test' });

/** A run's context; `secrets` by name. */
export function context(options: Partial<RunContext> & { named?: Record<string, string> } = {}): RunContext {
  const { named = {}, ...rest } = options;
  return {
    identity: `job_test/${Math.random()}`,
    job_id: 'job_test',
    namespace: 'database',
    product: 'shop',
    env: 'dev',
    occurrence: Date.now(),
    number: 1,
    attempt: 1,
    signal: new AbortController().signal,
    timeout: 10_000,
    deadline: Date.now() + 10_000,
    aws: AWS,
    secrets: { get: async (name) => named[name] ?? Promise.reject(new Error(`no secret ${name}`)) },
    hide: () => undefined,
    progress: memoryProgress(),
    ...rest,
  };
}
