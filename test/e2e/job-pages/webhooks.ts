import type { PageWorld } from './page-world.ts';

/** Of "Job Management": what a receiver is told; the webhooks are set by the file that starts the world. */
export function webhooks(page: () => PageWorld): void {
  const call = { app: 'api-client', event: 'fetch_data', input: { body: {} } };
  afterEach(() => page().answers.clear());

  describe('Job Events and Webhooks', () => {
    test('Webhook Payload: one completed and one failed after retries are told, signed, with these fields and no others', async () => {
      const { ductape, failing, ended, told, receiver } = page();
      const good = await ductape.api.dispatch(call);
      await ended(good);
      failing('/fetch_data', [503], [503]);
      const bad = await ductape.api.dispatch({ ...call, retries: 1, retryConfig: { initialDelay: 100 } });
      await ended(bad);

      const job = {
        namespace: 'actions',
        product: 'my-app',
        env: 'prd',
        scheduled_at: expect.any(Number),
        execution_count: 1,
      };
      expect(await told('/webhooks/jobs', good.job_id, 1)).toEqual([
        {
          event: 'job.completed',
          timestamp: expect.any(Number),
          job: { ...job, id: good.job_id, status: 'completed' },
        },
      ]);
      expect(await told('/webhooks/jobs', bad.job_id, 1)).toEqual([
        {
          event: 'job.failed',
          timestamp: expect.any(Number),
          job: { ...job, id: bad.job_id, status: 'failed', error: expect.stringContaining('503') },
        },
      ]);
      expect(receiver.forged).toEqual([]);
    });

    test('Webhook Events: each but job.missed is told when it happens', async () => {
      const { ductape, failing, ended, jobOnce, told } = page();
      const recurring = await ductape.api.dispatch({ ...call, schedule: { every: 3_600_000 } });
      const { job_id } = recurring;
      await jobOnce(recurring, 'a run', ({ result }) => result !== undefined);
      await ductape.jobs.pause(job_id);
      await ductape.jobs.resume(job_id);
      await ductape.jobs.cancel(job_id);
      failing('/fetch_data', [403]);
      const bad = await ductape.api.dispatch(call);
      await ended(bad);

      const events = (await told('/events', job_id, 6)).map(({ event }) => event);
      expect(events).toEqual([
        'job.scheduled',
        'job.started',
        'job.completed',
        'job.paused',
        'job.resumed',
        'job.cancelled',
      ]);
      expect((await told('/events', bad.job_id, 3)).map(({ event }) => event)).toEqual([
        'job.scheduled',
        'job.started',
        'job.failed',
      ]);
    });
  });
}
