import { HOUR } from '../../../core/time/units.ts';
import type { Job } from '../../../sdk/index.ts';
import { until } from '../../until.ts';
import type { PageWorld } from './page-world.ts';

/** Of "Job Management": histories and figures, retries of failed jobs, and what is stored of a job elsewhere. */
export function monitoring(page: () => PageWorld): void {
  const call = { app: 'api-client', event: 'fetch_data', input: { body: {} } };
  afterEach(() => page().answers.clear());

  describe('Monitoring Job Execution', () => {
    test('Get Execution History: runs by number with start, duration, status and error, and their sums', async () => {
      const { ductape, answers, ended, callsOf } = page();
      const dispatched = await ductape.api.dispatch({ ...call, schedule: { every: 1000, limit: 2 } });
      answers.set('/fetch_data', () => ({
        status: callsOf(dispatched).length > 1 ? 503 : 200,
        body: { done: true },
      }));
      await ended(dispatched);

      // Get execution history for a recurring job
      const history = await ductape.jobs.getHistory(dispatched.job_id, {
        limit: 10,
      });

      const lines: string[] = [];
      for (const execution of history.executions) {
        expect(new Date(execution.started_at ?? 0).getTime()).toBeGreaterThanOrEqual(execution.occurrence);
        expect(execution.duration_ms).toBe((execution.completed_at ?? 0) - (execution.started_at ?? 0));
        lines.push(`Run ${execution.number}: ${execution.status}`);
        if (execution.error) {
          lines.push(`  Error: ${execution.error}`);
        }
      }
      expect(lines).toEqual([
        'Run 2: failed',
        '  Error: SERVICE_UNAVAILABLE: POST /fetch_data answered 503',
        'Run 1: completed',
      ]);
      expect(history).toMatchObject({
        job_id: dispatched.job_id,
        total_executions: 2,
        successful_executions: 1,
        failed_executions: 1,
      });
      expect(history.executions[1]?.result).toEqual({ done: true });
    });

    test("Get Job Statistics: exact figures of the client's product", async () => {
      const ductape = page().of('reports');
      await ductape.api.dispatch({ ...call, schedule: { start_at: Date.now() + HOUR } });
      for (const status of [200, 200, 200, 403]) {
        page().failing('/fetch_data', [status]);
        await page().ended(await ductape.api.dispatch(call));
      }

      // Get statistics for all jobs in a product
      const figures = async () => {
        const stats = await ductape.jobs.getStats({});
        return stats.total === 5 && stats.completed + stats.failed === 4 ? stats : undefined;
      };

      expect(await until('the figures', figures, 10_000)).toMatchObject({
        total: 5,
        scheduled: 1,
        running: 0,
        completed: 3,
        failed: 1,
        success_rate: 0.75,
      });
    });
  });

  describe('Retrying Failed Jobs', () => {
    test('Retry a Failed Job: at once, or in a minute', async () => {
      const { ductape, ended, failing, jobOnce } = page();
      failing('/fetch_data', [403]);
      const [first, second] = [await ductape.api.dispatch(call), await ductape.api.dispatch(call)];
      for (const job of [first, second]) expect((await ended(job)).status).toBe('failed');
      page().answers.clear();

      // Retry a failed job immediately
      await ductape.jobs.retry(first.job_id);

      // Retry with delay
      await ductape.jobs.retry(second.job_id, {
        delay: 60000, // Wait 1 minute before retrying
      });

      await jobOnce(first, 'success', ({ status }) => status === 'completed');
      const { status, next_run_at = 0, updated_at } = await ductape.jobs.get(second.job_id);
      expect(status).toBe('scheduled');
      expect(next_run_at - updated_at).toBe(60000);
      await ductape.jobs.cancel(second.job_id);
    });

    test("Retry Multiple Failed Jobs: all of today of the client's product, and no others", async () => {
      const ductape = page().of('billing');
      page().failing('/fetch_data', [403]);
      const mine = [await ductape.api.dispatch(call), await ductape.api.dispatch(call)];
      const other = await page().of('operations').api.dispatch(call);
      for (const job of [...mine, other]) expect((await page().ended(job)).status).toBe('failed');
      page().answers.clear();

      // Retry all failed jobs from today
      await ductape.jobs.retryMany({
        status: 'failed',
        from: new Date().setHours(0, 0, 0, 0),
      });

      for (const job of mine) await page().jobOnce(job, 'success', ({ status }) => status === 'completed');
      expect(await ductape.jobs.get(other.job_id)).toMatchObject({ status: 'failed' });
      await ductape.jobs.delete(other.job_id);
    });
  });

  describe('Best Practices', () => {
    test('Use Meaningful Job IDs: a dispatch gives the id to store', async () => {
      const { ductape } = page();
      const saved: object[] = [];
      const saveJobReference = async (reference: object) => saved.push(reference);
      const userId = 'user_123';
      const job = await ductape.api.dispatch(call);

      // Store job reference with context
      await saveJobReference({
        job_id: job.job_id,
        purpose: 'welcome_email',
        user_id: userId,
        created_at: Date.now(),
      });

      expect(saved).toEqual([expect.objectContaining({ job_id: expect.stringMatching(/^job_\w+$/) })]);
      expect((await ductape.jobs.get(job.job_id)).id).toBe(job.job_id);
    });

    test('Monitor Critical Jobs: the alert says which job failed and why', async () => {
      const { ductape, failing, ended } = page();
      failing('/fetch_data', [403]);
      const { job_id } = await ductape.api.dispatch(call);
      await ended({ job_id });
      const alerts: object[] = [];
      const alertOps = async (alert: object) => alerts.push(alert);
      const job: Job = await ductape.jobs.get(job_id);

      if (job.status === 'failed') {
        await alertOps({
          message: `Critical job ${job.id} failed: ${job.last_error}`,
          severity: 'high',
        });
      }

      const message = `Critical job ${job_id} failed: FORBIDDEN: POST /fetch_data answered 403`;
      expect(alerts).toEqual([{ message, severity: 'high' }]);
    });
  });
}
