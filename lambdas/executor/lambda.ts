import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import { systemClock } from '../../adapters/aws/clock.ts';
import { ScopedCredentials, scopeRoleName } from '../../adapters/aws/scoped-credentials.ts';
import { scopesOf } from '../../core/config/find-resource.ts';
import { ALERT } from '../../core/jobs/caller.ts';
import type { Lane } from '../../core/messages/wake-up.ts';
import { checkRates } from '../../core/usecases/alert/check-rates.ts';
import { tellAlert } from '../../core/usecases/alert/tell-alert.ts';
import { healSchedules } from '../../core/usecases/schedules/heal-schedules.ts';
import { isApart, runFor } from '../../namespaces/run-registry.ts';
import { awsPorts } from '../aws-ports.ts';
import { config } from '../deployed-config.ts';
import { Env, required, requiredNumber } from '../environment.ts';
import {
  briefPatience,
  lastingPatience,
  measureInvocation,
  noPatience,
  sendingPatience,
  timeLeft,
} from '../invocation.ts';
import { keepSweep } from '../keep-sweep.ts';
import { createLogger } from '../logger.ts';
import { checkClock } from '../own-clients.ts';
import { createTelemetry, publishMetrics } from '../telemetry.ts';
import { createHandler, type ExtendVisibility } from './handler.ts';
import { markSlow, markWaiting } from './mark-slow.ts';
import { runSecrets } from './run-secrets.ts';
import { createRunner } from './runner.ts';
import { showRunning } from './show-running.ts';
import { runApart } from './threads/run-apart.ts';
import { watchStretches } from './watch-stretches.ts';

const logger = createLogger();
const metrics = new Metrics();
const portsWith = awsPorts(createTelemetry(logger, metrics, requiredNumber(Env.failuresInARow)), config);
const ports = portsWith(briefPatience);
const lasting = portsWith(lastingPatience);
const hasty = portsWith(noPatience);

const rolePrefix = required(Env.scopeRolePrefix);
const credentials = new ScopedCredentials({
  // Loaded when a run first reaches AWS; many never do.
  assumeRole: async (...role) => (await import('../../adapters/aws/assume-role.ts')).assumeRole(...role),
  roleArn: (scope) => scopeRoleName(rolePrefix, scope),
  now: () => systemClock.now(),
});

const onFault = (fault: unknown) => logger.warn('an attempt failed', { fault });
const runner = createRunner({
  ...ports,
  progress: lasting.progress,
  config,
  maxTimeout: ports.settings.maxTimeout,
  accessOf: (row) => credentials.of(row, row.id),
  secrets: runSecrets,
  runFor: async (namespace, resource) =>
    isApart(namespace, resource) ? runApart : await runFor(namespace, resource),
  waits: async (row, run) => await markWaiting(row, run, { ...hasty, scopes: ports.slowScopes }),
  onFault,
});
const extendVisibility: ExtendVisibility = (...asked) => ports.queue.extendVisibility(...asked);
const lanes = new Map<string, Lane>([
  [required(Env.slowQueueArn), 'slow'],
  [required(Env.aloneQueueArn), 'alone'],
  [required(Env.bulkQueueArn), 'bulk'],
]);

// Loaded where there is something to apply: no run pays for it.
const declared = async () => {
  const { applyEvent, completeSchedules, schedulesSetup } = await import('./declared-schedules.ts');
  return { applyEvent, completeSchedules, setup: schedulesSetup(config, ports.settings.maxTimeout) };
};
const scopes = scopesOf(config);
const dashboard = process.env[Env.dashboardUrl];
const alertSetup = async () => ({ ...(await declared()).setup, caller: ALERT });

export const handler = middy(
  createHandler({
    ports,
    lasting,
    hasty,
    sending: portsWith(sendingPatience),
    runner,
    counted: (row, work, lane) => {
      const marks = { ...hasty, scopes: ports.slowScopes, lane };
      return markSlow(row, () => showRunning(row, work, hasty.jobs), marks);
    },
    slowScopes: ports.slowScopes,
    crowds: ports.crowds,
    extendVisibility,
    waiting: {
      receive: (...asked) => ports.queue.receive(...asked),
      remove: (...asked) => lasting.queue.remove(...asked),
      timeLeft,
    },
    laneOf: (queueArn) => lanes.get(queueArn) ?? 'main',
    scopes,
    applySchedules: async (event) => {
      const { applyEvent, setup } = await declared();
      return await applyEvent(event, setup, ports);
    },
    healSchedules: async () =>
      await healSchedules(
        scopes,
        async (scope, digest) => {
          const { completeSchedules, setup } = await declared();
          await completeSchedules(scope, digest, setup, hasty);
        },
        hasty,
      ),
    alerts: {
      tell: async (message) => await tellAlert(message, dashboard, await alertSetup(), ports),
      checkRates: async () => await checkRates(scopes, dashboard, alertSetup, config, hasty),
    },
    logger,
  }),
)
  .use(measureInvocation())
  .use(injectLambdaContext(logger))
  .use(watchStretches(logger))
  .use(publishMetrics(metrics))
  .use(checkClock(ports.touch, ports.telemetry))
  .use(keepSweep(required(Env.sweepSchedule), ports));
