import { HOUR } from '../../../core/time/units.ts';
import type { PageWorld } from './page-world.ts';

/** Of "Job Management": jobs are cancelled, paused, resumed and rescheduled. */
export function controlling(page: () => PageWorld): void {
  const call = { app: 'api-client', event: 'fetch_data', input: { body: {} } };
  const later = () => ({ ...call, schedule: { start_at: Date.now() + HOUR } });
  const yearly = { ...call, schedule: { cron: '0 0 1 1 *' } };

  describe('Cancelling Jobs', () => {
    test('Cancel a Single Job: the updated job comes back, also when it is cancelled twice', async () => {
      const { ductape } = page();
      const { job_id } = await ductape.api.dispatch(later());

      // Cancel a scheduled job
      await ductape.jobs.cancel(job_id);

      // Cancel returns the updated job
      const cancelledJob = await ductape.jobs.cancel(job_id);

      expect(cancelledJob).toMatchObject({ id: job_id, status: 'cancelled' });
    });

    test("Cancel Multiple Jobs: all scheduled ones of the client's product, and no others", async () => {
      const ductape = page().of('billing');
      const mine = await Promise.all([later(), later(), yearly].map((each) => ductape.api.dispatch(each)));
      const paused = await ductape.api.dispatch(yearly);
      await ductape.jobs.pause(paused.job_id);
      const other = await page().of('operations').api.dispatch(later());

      // Cancel all scheduled jobs for a product
      const cancelled = await ductape.jobs.cancelMany({
        status: 'scheduled',
      });

      expect(cancelled.count).toBe(3);
      for (const { job_id } of mine)
        expect(await ductape.jobs.get(job_id)).toMatchObject({ status: 'cancelled' });
      expect(await ductape.jobs.get(paused.job_id)).toMatchObject({ status: 'paused' });
      expect(await ductape.jobs.get(other.job_id)).toMatchObject({ status: 'scheduled' });
      await ductape.jobs.cancel(paused.job_id);
      await ductape.jobs.delete(other.job_id);
    });

    test('Cancel with Reason: the job keeps it', async () => {
      const { ductape } = page();
      const { job_id } = await ductape.api.dispatch(later());

      await ductape.jobs.cancel(job_id, {
        reason: 'Campaign ended early',
      });

      expect(await ductape.jobs.get(job_id)).toMatchObject({ reason: 'Campaign ended early' });
    });
  });

  describe('Pausing and Resuming Jobs', () => {
    test('Pause a Recurring Job and Resume a Paused Job: it does not run meanwhile, and has a next run then', async () => {
      const { ductape, callsOf, jobOnce, cloud } = page();
      const dispatched = await ductape.api.dispatch({ ...call, schedule: { every: 1000 } });
      const { job_id } = dispatched;
      await jobOnce(dispatched, 'a run', ({ result }) => result !== undefined);

      // Pause a recurring job - it won't run until resumed
      await ductape.jobs.pause(job_id);

      const paused = await ductape.jobs.get(job_id);
      expect(paused.status).toBe('paused');
      // A run that had begun may still call; two occurrences later there must have been no other.
      const { execution_count } = paused;
      await jobOnce(dispatched, 'two occurrences', () => cloud.now() > (paused.paused_at ?? 0) + 2200);
      expect(callsOf(dispatched)).toHaveLength(execution_count);

      // Resume a paused job
      await ductape.jobs.resume(job_id);

      const job = await ductape.jobs.get(job_id);
      expect(['scheduled', 'queued', 'running']).toContain(job.status);
      expect(new Date(job.next_run_at ?? 0).getTime()).toBeGreaterThan(paused.paused_at ?? 0);
      await jobOnce(dispatched, 'a run', (found) => found.execution_count > execution_count);
      await ductape.jobs.cancel(job_id);
    });

    test('Resume a Paused Job: one that is not due is scheduled', async () => {
      const { ductape } = page();
      const { job_id } = await ductape.api.dispatch(yearly);
      await ductape.jobs.pause(job_id);

      // Resume a paused job
      await ductape.jobs.resume(job_id);

      const job = await ductape.jobs.get(job_id);
      expect(job.status).toBe('scheduled');
      expect(new Date(job.next_run_at ?? 0).toISOString()).toMatch(/-01-01T00:00:00.000Z$/);
      await ductape.jobs.cancel(job_id);
    });

    test("Pause All Jobs for a Product: recurring ones of the client's product, and no others", async () => {
      const ductape = page().of('billing');
      const made = await Promise.all([yearly, yearly, later()].map((each) => ductape.api.dispatch(each)));
      const other = await page().of('operations').api.dispatch(yearly);
      const states = () =>
        Promise.all([...made, other].map(async ({ job_id }) => (await ductape.jobs.get(job_id)).status));

      // Pause all recurring jobs for maintenance
      await ductape.jobs.pauseMany({
        recurring: true,
      });
      expect(await states()).toEqual(['paused', 'paused', 'scheduled', 'scheduled']);

      // Resume after maintenance
      await ductape.jobs.resumeMany({
        status: 'paused',
      });
      expect(await states()).toEqual(['scheduled', 'scheduled', 'scheduled', 'scheduled']);
      await ductape.jobs.deleteMany({ status: 'scheduled' });
      await ductape.jobs.delete(other.job_id);
    });

    test("Use Pausing for Maintenance: all of the client's product pause, and go on", async () => {
      const ductape = page().of('billing');
      const made = await Promise.all([yearly, later()].map((each) => ductape.api.dispatch(each)));
      const other = await page().of('operations').api.dispatch(yearly);
      const states = () =>
        Promise.all([...made, other].map(async ({ job_id }) => (await ductape.jobs.get(job_id)).status));

      // Before maintenance
      await ductape.jobs.pauseMany({});
      expect(await states()).toEqual(['paused', 'paused', 'scheduled']);

      // After maintenance
      await ductape.jobs.resumeMany({
        status: 'paused',
      });
      expect(await states()).toEqual(['scheduled', 'scheduled', 'scheduled']);
      await ductape.jobs.deleteMany({ status: 'scheduled' });
      await ductape.jobs.delete(other.job_id);
    });
  });

  describe('Rescheduling Jobs', () => {
    test('Reschedule a Job: it runs two hours from now', async () => {
      const { ductape } = page();
      const { job_id } = await ductape.api.dispatch(later());
      const now = Date.now();

      // Reschedule a job to a new time
      await ductape.jobs.reschedule(job_id, {
        start_at: Date.now() + 7200000, // 2 hours from now
      });

      const { next_run_at = 0, status } = await ductape.jobs.get(job_id);
      expect(status).toBe('scheduled');
      expect(next_run_at - 7200000).toBeGreaterThanOrEqual(now);
      expect(next_run_at - 7200000).toBeLessThanOrEqual(Date.now());
    });

    test('Update Recurring Schedule: another cron line in another zone, another interval', async () => {
      const { ductape, jobOnce } = page();
      const { job_id } = await ductape.api.dispatch({ ...call, schedule: { cron: '0 9 * * *' } });
      const hourly = await ductape.api.dispatch({ ...call, schedule: { every: HOUR } });
      await jobOnce(hourly, 'the first run', ({ result }) => result !== undefined);

      // Change the cron schedule for a recurring job
      await ductape.jobs.reschedule(job_id, {
        cron: '0 10 * * *', // Change to 10 AM
        tz: 'America/New_York',
      });

      // Change interval for interval-based job
      await ductape.jobs.reschedule(hourly.job_id, {
        every: 7200000, // Change to every 2 hours
      });

      const daily = await ductape.jobs.get(job_id);
      expect(daily).toMatchObject({ cron: '0 10 * * *', tz: 'America/New_York', status: 'scheduled' });
      const local = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'America/New_York' });
      expect(local.format(daily.next_run_at)).toBe('10:00');
      expect(await ductape.jobs.get(hourly.job_id)).toMatchObject({
        every: 7200000,
        next_run_at: hourly.scheduled_at + 7200000,
      });
      for (const id of [job_id, hourly.job_id]) await ductape.jobs.cancel(id);
    });
  });
}
