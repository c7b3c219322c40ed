import type { Logger } from '@aws-lambda-powertools/logger';
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { MiddlewareObj } from '@middy/core';
import { NewerFormat } from '../core/formats/format.ts';
import type { JobRow } from '../core/jobs/row.ts';
import type { Delivery } from '../core/ports/queues.ts';
import type { Telemetry, TelemetryEvent } from '../core/ports/telemetry.ts';
import { MetricName } from './metric-names.ts';

/** Of a wake-up that this release cannot answer. */
const WAITS = 'a wake-up is sent on, as a newer release wrote what it is about';

/**
 * Writes what happened as one log line each, and counts it.
 * @param failuresInARow at whose multiples a job counts as failing
 */
export function createTelemetry(logger: Logger, metrics: Metrics, failuresInARow: number): Telemetry {
  const count = (name: string, by = 1) => metrics.addMetric(name, MetricUnit.Count, by);
  return (event: TelemetryEvent) => {
    switch (event.type) {
      case 'dispatched':
        logger.info('dispatched', { ...about(event.row), ...event.result });
        return void count(MetricName.dispatches);
      case 'attempt':
        logger.info('attempt', attempt(event));
        count(MetricName.runs);
        if (event.error) count(MetricName.failures);
        if (event.run.attempt > 1) count(MetricName.retries);
        return void measureLag(event, metrics);
      case 'ended': {
        const { row, execution } = event;
        count(MetricName.endedRuns);
        if (execution.status !== 'failed') return;
        count(MetricName.failedRuns);
        const { consecutive_failures: failures = 0 } = row;
        if (failures === 0 || failures % failuresInARow > 0) return;
        logger.error('a job fails again and again', {
          ...about(row),
          target: row.target,
          failures,
          error: execution.error,
        });
        return void count(MetricName.failingJobs);
      }
      case 'deferred':
        return void logger.info('deferred', {
          ...about(event.row),
          number: event.run.number,
          until: event.until,
        });
      case 'found-ended':
        return void logger.warn('a run of a lost worker had ended', {
          ...about(event.row),
          number: event.run.number,
        });
      case 'slow':
        return void logger.warn(
          'runs take long: their wake-ups wait in a lane of their own',
          about(event.row),
        );
      case 'skipped':
        logger.warn('skipped', { ...about(event.row), reason: event.reason, count: event.count });
        return void count(MetricName.skipped, event.count ?? 1);
      case 'overdue':
        logger.error('overdue', { ...about(event.row), due: event.row.next_run_at });
        return void count(MetricName.overdue);
      case 'change-dead-lettered':
        return void logger.error('a change that cannot be read is dead-lettered', {
          sequence: event.sequence,
          error: event.error,
        });
      case 'changes-lost':
        return void logger.error('the stream has dropped changes: the statistics are rebuilt', {
          from: new Date(event.from).toISOString(),
        });
      case 'unreadable':
        return void logger.error('an unreadable document', {
          document: event.document,
          error: event.error,
        });
      case 'sent-on':
        logger.warn(
          event.error instanceof NewerFormat ? WAITS : 'a wake-up is sent on for lack of capacity',
          {
            kind: event.kind,
            job_id: event.job_id,
            error: event.error,
          },
        );
        return void count(MetricName.sentOn);
      case 'returned': {
        const { kind, job_id, receives, error } = event;
        return void logger.error('a wake-up is returned', { kind, job_id, receives, error });
      }
      case 'sweep-held':
        return void logger.warn('a sweep left jobs to the next one', {
          backlog: event.backlog,
          error: event.error,
        });
      case 'swept':
        return void count(MetricName.sweeps);
      case 'clock-skew':
        logger.error('the clock of this worker is wrong and corrected', { ahead_ms: event.ms });
        return void metrics.addMetric(MetricName.clockSkew, MetricUnit.Milliseconds, Math.abs(event.ms));
      case 'sweep-unsure':
        return void logger.error('the schedule of the sweep could not be made sure of', {
          error: event.error,
        });
      case 'orphan':
        return void logger.warn('orphaned wake-up', { job_id: event.job_id, kind: event.kind });
      case 'dead-letter':
        return void logger.error('dead-lettered wake-up', { job_id: event.job_id, kind: event.kind });
      case 'delivery': {
        const { delivery, attempt: tries, duration_ms, error } = event;
        logger.info('delivery', { ...named(delivery), attempt: tries, duration_ms, error });
        count(MetricName.deliveries);
        return error === undefined ? undefined : void count(MetricName.deliveryFailures);
      }
      case 'delivery-dead-lettered':
        return void logger.error('a delivery is dead-lettered', {
          ...named(event.delivery),
          error: event.error,
        });
      case 'webhook-disabled':
        return void logger.error('a webhook is disabled', {
          webhook_id: event.webhook_id,
          reason: event.reason,
        });
    }
  };
}

type Attempt = Extract<TelemetryEvent, { type: 'attempt' }>;

function attempt({ row, run, started_at, duration_ms, error }: Attempt) {
  const { number, occurrence } = run;
  const lag_ms = started_at - occurrence;
  const status = error ? 'failed' : 'completed';
  return { ...about(row), number, occurrence, attempt: run.attempt, lag_ms, duration_ms, status, error };
}

/** Only first attempts of jobs with second precision, and not of what a hold has kept: others are late by their own choice. */
function measureLag({ row, run, started_at }: Attempt, metrics: Metrics): void {
  if (row.schedule.precision !== 'second' || run.attempt > 1 || run.lost > 0 || run.held) return;
  metrics.addMetric(MetricName.fireLag, MetricUnit.Milliseconds, started_at - run.occurrence);
}

/** Never the URL, which may hold a token. */
function named({ webhook_id, message_id, payload }: Delivery) {
  return { webhook_id, message_id, event: payload.event, job_id: payload.job.id };
}

function about({ id, namespace, product, env }: JobRow) {
  return { job_id: id, namespace, product, env };
}

/** Writes the metrics of an invocation when it ends, if there are any; most early wake-ups have none. */
export function publishMetrics(metrics: Metrics): MiddlewareObj {
  const publish = () => {
    if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
  };
  return { after: publish, onError: publish };
}
