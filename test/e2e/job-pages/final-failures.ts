import type { Job } from '../../../sdk/index.ts';
import { until } from '../../until.ts';
import type { PageWorld } from './page-world.ts';

/** Of "Retry Strategies": what is done about jobs that used up their retries. */
export function finalFailures(page: () => PageWorld): void {
  /** A job that fails after one retry. */
  async function failAfterRetry() {
    const { ductape, failing, ended } = page();
    failing('/fetch_data', [503], [503, { message: 'no luck' }]);
    const retryConfig = { initialDelay: 500 };
    const job = await ductape.api.dispatch({
      app: 'api-client',
      event: 'fetch_data',
      input: { body: {} },
      retries: 1,
      retryConfig,
    });
    return await ended(job);
  }

  describe('Handling Final Failures', () => {
    test('Using Webhooks: one signed job.failed comes when all retries are used up', async () => {
      const { receiver, told } = page();
      const { id } = await failAfterRetry();
      const [payload] = await told('/webhooks/job-failed', id, 1);
      expect(payload).toMatchObject({ event: 'job.failed', job: { id, status: 'failed' } });
      expect(receiver.told('/webhooks/job-failed', id)).toHaveLength(1);
      expect(receiver.forged).toEqual([]);
    });

    test('Polling for Failed Jobs: each is retried in a minute or escalated, by what its error is', async () => {
      const { ductape, failing, ended } = page();
      const retried = await failAfterRetry();
      failing('/fetch_data', [403]);
      const refused = await ductape.api.dispatch({
        app: 'api-client',
        event: 'fetch_data',
        input: { body: {} },
      });
      await ended(refused);
      const escalated: string[] = [];
      const lines: string[] = [];
      const isRetryable = (error: Job['last_error']) => !`${error}`.startsWith('FORBIDDEN');
      const escalateToSupport = async (job: Job) => escalated.push(job.id);

      // Check for failed jobs and handle them
      const failedJobs = await ductape.jobs.list({
        status: 'failed',
        from: Date.now() - 3600000, // Last hour
      });

      for (const job of failedJobs.jobs) {
        lines.push(`Job ${job.id} failed after ${job.retry_count} attempts`);
        lines.push(`Error: ${job.last_error}`);

        // Decide whether to retry manually or escalate
        if (job.retry_count < 10 && isRetryable(job.last_error)) {
          await ductape.jobs.retry(job.id, { delay: 60000 });
        } else {
          await escalateToSupport(job);
        }
      }

      expect(lines).toContain(`Job ${retried.id} failed after 1 attempts`);
      expect(lines).toContain('Error: SERVICE_UNAVAILABLE: POST /fetch_data answered 503: no luck');
      expect(escalated).toContain(refused.job_id);
      expect(escalated).not.toContain(retried.id);
      expect(await ductape.jobs.get(retried.id)).toMatchObject({ status: 'scheduled', retry_count: 0 });
      expect((await ductape.jobs.get(refused.job_id)).status).toBe('failed');
    });

    test('Dead Letter Queue Pattern: the payload has all that the table stores of a failed job', async () => {
      const { ductape, told, rowsOf, completed } = page();
      const { id } = await failAfterRetry();
      const [payload] = await told('/webhooks/dead-letter', id, 1);
      if (!payload) throw new Error('nothing was told');
      // The page inserts by Ductape's database client, which is not of the job system; here the insert is a job.
      const { job_id } = await ductape.database.dispatch({
        database: 'main-db',
        operation: 'insert',
        input: {
          table: 'dead_letter_queue',
          data: {
            job_id: payload.job['id'],
            namespace: payload.job['namespace'],
            product: payload.job['product'],
            error: payload.job['error'],
            failed_at: payload['timestamp'],
            payload: JSON.stringify(payload.job),
          },
        },
      });
      await completed(job_id);
      expect(await rowsOf('dead-letter-queue')).toEqual([
        {
          job_id: id,
          namespace: 'actions',
          product: 'my-app',
          error: expect.stringContaining('SERVICE_UNAVAILABLE'),
          failed_at: expect.any(Number),
          payload: expect.stringContaining(id),
        },
      ]);
    });
  });

  describe('Retry Monitoring', () => {
    test('View Retry Status: retries configured and attempted, the status and the last error', async () => {
      const { ductape } = page();
      const { id } = await failAfterRetry();
      const job = await ductape.jobs.get(id);
      expect([job.retries, job.retry_count, job.status]).toEqual([1, 1, 'failed']);
      expect(job.last_error).toEqual({
        code: 'SERVICE_UNAVAILABLE',
        message: 'POST /fetch_data answered 503: no luck',
      });
    });

    test('Get Retry Statistics: exact figures of three jobs that completed, two after retries, and one that failed', async () => {
      const { failing, ended } = page();
      const { api, jobs } = page().of('analytics');
      const failures = [0, 1, 2, 4];
      for (const times of failures) {
        failing('/fetch_data', ...Array.from({ length: times }, (): [number] => [503]));
        const retryConfig = { initialDelay: 100, backoffMultiplier: 1 };
        const { job_id } = await api.dispatch({
          app: 'api-client',
          event: 'fetch_data',
          input: { body: {} },
          retries: 3,
          retryConfig,
        });
        await ended({ job_id });
      }

      const figures = async () => {
        const stats = await jobs.getStats({
          from: Date.now() - 86400000, // Last 24 hours
        });
        return stats.completed + stats.failed === 4 ? stats : undefined;
      };

      expect(await until('the figures', figures, 10_000)).toMatchObject({
        total: 4,
        completed_first_try: 1,
        completed_after_retry: 2,
        failed: 1,
        avg_retry_count: (0 + 1 + 2 + 3) / 4,
        completed: 3,
        success_rate: 3 / 4,
      });
    }, 60_000);
  });
}
