import { MemoryProgressStore } from '../../../adapters/memory/memory-history-store.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import type { AwsAccess, AwsCredentials } from '../../../core/ports/access.ts';
import type { Progress, RunContext } from '../../../core/ports/namespace.ts';

const AWS = accessWith({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' });

/** A run's context with the secrets given, and an attempt limit that aborts its signal. */
export function runContext(
  options: { secrets?: Record<string, string>; timeout?: number; overrides?: Partial<RunContext> } = {},
): RunContext {
  const { secrets = {}, timeout = 10_000, overrides } = options;
  return {
    identity: 'job_1-1700000000000',
    job_id: 'job_1',
    namespace: 'actions',
    product: 'shop',
    env: 'prd',
    occurrence: 1_700_000_000_000,
    number: 3,
    attempt: 2,
    timeout,
    deadline: Date.now() + timeout,
    signal: AbortSignal.timeout(timeout),
    aws: AWS,
    secrets: {
      async get(name) {
        const value = secrets[name];
        if (value === undefined) throw new RunError('NOT_FOUND', `no secret ${name}`);
        return value;
      },
    },
    hide: () => undefined,
    progress: memoryProgress(),
    ...overrides,
  };
}

/** Access to AWS with these credentials. */
export function accessWith(credentials: AwsCredentials): AwsAccess {
  return { credentials: async () => credentials };
}

/** Notes of one run, with the bound of every store. */
export function memoryProgress(): Progress {
  const store = new MemoryProgressStore();
  return { get: () => store.get('run'), set: (value) => store.put('run', value) };
}
