import { ratedFrom, tooManyFailed } from '../../alerts/failure-rate.ts';
import { envIn } from '../../config/find-resource.ts';
import type { Scope } from '../../jobs/scope.ts';
import type { Ports } from '../../ports/ports.ts';
import { allSettled } from '../commit/execute-effects.ts';
import type { DispatchSetup } from '../dispatch/first-answer.ts';
import { tellAlert } from './tell-alert.ts';

/** Tells of each alert whose failure rate is reached now; it reads the sums of the hours that it counts. */
export async function checkRates(
  scopes: readonly Scope[],
  dashboard: string | undefined,
  setup: () => Promise<DispatchSetup>,
  config: DispatchSetup['config'],
  ports: Ports,
): Promise<void> {
  const checks = scopes.flatMap((scope) =>
    Object.entries(envIn(config, scope)?.alerts ?? {}).flatMap(([alert, { failureRate }]) =>
      failureRate ? [{ scope, alert, failureRate }] : [],
    ),
  );
  await allSettled(
    checks.map(async ({ scope, alert, failureRate }) => {
      const now = ports.clock.now();
      const hours = await ports.stats.hours(scope, ratedFrom(failureRate, now), now);
      const rate = tooManyFailed(failureRate, hours, now);
      if (!rate) return;
      const message = { kind: 'alert', alert, ...scope, cause: 'failure_rate', at: now, rate } as const;
      await tellAlert(message, dashboard, await setup(), ports);
    }),
  );
}
