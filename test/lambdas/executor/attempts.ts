import { systemClock } from '../../../adapters/aws/clock.ts';
import { MemoryProgressStore } from '../../../adapters/memory/memory-history-store.ts';
import { MemoryLimiter } from '../../../adapters/memory/memory-limiter.ts';
import type { Config, EnvConfig } from '../../../contract/config.ts';
import type { Namespace } from '../../../contract/namespaces.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import type { AcceptedInput } from '../../../core/jobs/payload.ts';
import { runIdentity } from '../../../core/jobs/row.ts';
import type { RunningRun } from '../../../core/jobs/run-in-flight.ts';
import type { NamespaceRun } from '../../../core/ports/namespace.ts';
import { createRunner } from '../../../lambdas/executor/runner.ts';
import { accessWith } from '../../namespaces/shared/run-context.ts';
import { ID as id, jobRow, runningRun } from '../../rows.ts';

export const NOW = Date.UTC(2030, 0, 1);

/** A runner over a handler, the secrets there are, and the faults it told of. */
export function attemptsOf(
  env: EnvConfig,
  handle: NamespaceRun,
  secrets: Record<string, string> = {},
  timeout = 2000,
) {
  const config: Config = { products: { shop: { envs: { dev: env } } } };
  const faults: unknown[] = [];
  const progress = new MemoryProgressStore();
  const limiter = new MemoryLimiter();
  const runner = createRunner({
    config,
    maxTimeout: 300_000,
    accessOf: () => accessWith({ accessKeyId: 'test', secretAccessKey: 'test' }),
    secrets: () => ({
      get: async (name) => {
        const value = secrets[name];
        if (value !== undefined) return value;
        throw new RunError('NOT_FOUND', `there is no secret "${name}"`);
      },
    }),
    progress,
    limiter,
    clock: systemClock,
    random: () => 0.5,
    runFor: async () => handle,
    onFault: (fault) => faults.push(fault),
  });
  const attempt = (
    namespace: Namespace,
    accepted: AcceptedInput,
    rest: Partial<RunningRun> = {},
    session = { tag: 't', token: 'tok' },
  ) => {
    const lease_until = Date.now() + 10_000;
    const run = { number: 4, claimed_at: NOW + 7, started_at: NOW + 9, lease_until, ...rest };
    return runner(
      jobRow(NOW, { id, namespace, timeout }),
      {
        ...accepted,
        session,
      },
      runningRun(NOW, run),
    );
  };
  const notes = () => progress.get(runIdentity(id, NOW));
  return { attempt, faults, limiter, progress, notes };
}
