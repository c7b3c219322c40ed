import { HOUR } from '../../../core/time/units.ts';
import type { PageWorld } from './page-world.ts';

/** Of "Job Management": jobs are fetched one by one, in lists, and seen in each of their states. */
export function fetching(page: () => PageWorld): void {
  const call = { app: 'api-client', event: 'fetch_data', input: { body: { since: 1 } } };

  describe('Fetching Jobs and Job Information', () => {
    afterEach(() => page().answers.clear());

    test('Get a Specific Job: its id, status, time and whether it recurs', async () => {
      const { ductape } = page();
      const start_at = Date.now() + HOUR;
      const { job_id } = await ductape.api.dispatch({ ...call, schedule: { start_at } });

      // Fetch job by ID
      const job = await ductape.jobs.get(job_id);

      expect(job).toMatchObject({ id: job_id, status: 'scheduled', recurring: false });
      expect(new Date(job.scheduled_at)).toEqual(new Date(start_at));
    });

    test("List Jobs: all of the client's product, those of a status, and the recurring ones", async () => {
      const ductape = page().of('marketing');
      const later = await ductape.api.dispatch({ ...call, schedule: { start_at: Date.now() + HOUR } });
      const yearly = await ductape.api.dispatch({ ...call, schedule: { cron: '0 0 1 1 *' } });
      const done = await ductape.api.dispatch(call);
      await page().ended(done);

      // List all jobs
      const jobs = await ductape.jobs.list();

      // List with filters
      const scheduledJobs = await ductape.jobs.list({
        status: 'scheduled',
        limit: 100,
        offset: 0,
      });

      // List jobs by product
      const productJobs = await ductape.jobs.list({});

      // List recurring jobs only
      const recurringJobs = await ductape.jobs.list({
        recurring: true,
      });

      const ids = (list: typeof jobs) => list.jobs.map(({ id }) => id);
      expect(ids(jobs)).toEqual([done.job_id, yearly.job_id, later.job_id]);
      expect(ids(scheduledJobs)).toEqual([yearly.job_id, later.job_id]);
      expect(ids(productJobs)).toEqual(ids(jobs));
      expect(ids(recurringJobs)).toEqual([yearly.job_id]);
    });

    test('List Options: each of them narrows the list', async () => {
      const { ductape, of, cloud } = page();
      const [before, early] = [cloud.now(), await of('sync').api.dispatch(call)];
      await page().ended(early);
      const between = cloud.now();
      await page().ended(await of('sync').features.dispatch({ feature: 'generate_daily_report', input: {} }));
      const list = async (filter: Parameters<typeof ductape.jobs.list>[0]) =>
        (await ductape.jobs.list({ product: 'sync', env: 'prd', ...filter })).jobs.map(
          ({ namespace }) => namespace,
        );
      expect(await list({})).toEqual(['workflows', 'actions']);
      expect(await list({ namespace: 'actions' })).toEqual(['actions']);
      expect(await list({ status: 'paused' })).toEqual([]);
      expect(await list({ from: between })).toEqual(['workflows']);
      expect(await list({ to: new Date(between).toISOString(), from: before })).toEqual(['actions']);
      expect(await list({ limit: 1 })).toEqual(['workflows']);
      expect(await list({ limit: 1, offset: 1 })).toEqual(['actions']);
      expect(await list({ target: 'api-client:fetch_data' })).toEqual(['actions']);
      expect(await list({ failing: true })).toEqual([]);
      await expect(list({ env: 'dev' })).rejects.toMatchObject({ code: 'NOT_FOUND', status: 404 });
    });

    test('Job Object Structure: every field is there, of its type', async () => {
      const { ductape, jobOnce, failing } = page();
      failing('/fetch_data', [503]);
      const dispatched = await ductape.api.dispatch({
        ...call,
        retries: 2,
        retryConfig: { initialDelay: 100 },
        schedule: { every: HOUR, limit: 5, endDate: Date.now() + 24 * HOUR },
      });
      const job = await jobOnce(dispatched, 'a run', ({ completed_at }) => completed_at !== undefined);
      const time = expect.any(Number);
      expect(job).toMatchObject({
        id: dispatched.job_id,
        status: 'scheduled',
        namespace: 'actions',
        product: 'my-app',
        env: 'prd',
        scheduled_at: time,
        started_at: time,
        completed_at: time,
        recurring: true,
        every: HOUR,
        next_run_at: dispatched.scheduled_at + HOUR,
        execution_count: 1,
        limit: 5,
        end_date: time,
        retries: 2,
        retry_count: 1,
        input: { body: { since: 1 } },
        result: { done: true },
        created_at: time,
        updated_at: time,
      });
      await ductape.jobs.cancel(job.id);
    });

    test('Check Job Status: running, then completed with its result, or failed with its last error', async () => {
      const { ductape, answers, jobOnce, ended, failing } = page();
      let release = (): void => undefined;
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      answers.set('/fetch_data', () => released.then(() => ({ status: 200, body: { done: true } })));
      const good = await ductape.api.dispatch(call);
      await jobOnce(good, 'running', ({ status }) => status === 'running').finally(release);
      await ended(good);
      failing('/send_push', [503], [503]);
      const bad = await ductape.api.dispatch({
        ...call,
        app: 'notification-service',
        event: 'send_push',
        retries: 1,
        retryConfig: { initialDelay: 100 },
      });
      await ended(bad);
      const said: unknown[] = [];
      for (const { job_id } of [good, bad]) {
        const job = await ductape.jobs.get(job_id);

        if (job.status === 'completed') {
          said.push(['Result:', job.result]);
        } else if (job.status === 'failed') {
          said.push(['Job failed after', job.retry_count, 'attempts']);
          said.push(['Last error:', `${job.last_error}`]);
        }
      }
      expect(said).toEqual([
        ['Result:', { done: true }],
        ['Job failed after', 1, 'attempts'],
        ['Last error:', 'SERVICE_UNAVAILABLE: POST /send_push answered 503'],
      ]);
    });
  });
}
