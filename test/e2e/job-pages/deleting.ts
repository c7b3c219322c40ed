import { DAY } from '../../../core/time/units.ts';
import type { DispatchResult } from '../../../sdk/index.ts';
import type { PageWorld } from './page-world.ts';

/** The jobs that were dispatched before the world's cloud was started, and by when they come to their end. */
export interface OldJobs {
  completed: DispatchResult;
  failed: DispatchResult;
  cancelled: DispatchResult;
}

/** How old the old jobs are, ms; beyond both limits of the page. */
export const OLD = 91 * DAY;

/** Dispatches the old jobs; they run at the next start, whose time is long after. */
export async function dispatchOldJobs(ductape: PageWorld['ductape']): Promise<OldJobs> {
  const start_at = Date.now() - DAY;
  const call = (app: string, event: string) => ({ app, event, input: { body: {} }, schedule: { start_at } });
  return {
    completed: await ductape.api.dispatch(call('salesforce-connector', 'sync_contacts')),
    failed: await ductape.api.dispatch(call('email-service', 'send_welcome_email')),
    cancelled: await ductape.api.dispatch({
      ...call('api-client', 'fetch_data'),
      schedule: { start_at: Date.now() + DAY },
    }),
  };
}

/** Of "Job Management": jobs are deleted, one or the old ones; those of `old` have been there for 91 days. */
export function deleting(page: () => PageWorld, old: () => OldJobs): void {
  describe('Deleting Jobs', () => {
    const call = { app: 'api-client', event: 'fetch_data', input: { body: {} } };
    const isThere = ({ job_id }: DispatchResult) =>
      page()
        .ductape.jobs.get(job_id)
        .then(
          () => true,
          (error: { code?: string }) => {
            if (error.code !== 'NOT_FOUND') throw error;
            return false;
          },
        );

    test('Delete Completed Jobs: one by its id, then those older than thirty days and no younger ones', async () => {
      const { ductape, ended } = page();
      const { completed, failed, cancelled } = old();
      expect((await ended(completed)).status).toBe('completed');
      const [one, young] = [await ductape.api.dispatch(call), await ductape.api.dispatch(call)];
      for (const job of [one, young]) await ended(job);

      // Delete a specific job
      await ductape.jobs.delete(one.job_id);
      expect(await isThere(one)).toBe(false);

      // Delete old completed jobs
      await ductape.jobs.deleteMany({
        status: 'completed',
        to: Date.now() - 30 * 24 * 60 * 60 * 1000, // Older than 30 days
      });
      expect(await Promise.all([completed, failed, cancelled, young].map(isThere))).toEqual([
        false,
        true,
        true,
        true,
      ]);
    });

    test('Clean Up Old Jobs: what has ended of jobs older than ninety days, in whichever way', async () => {
      const { ductape, ended } = page();
      const { failed, cancelled } = old();
      expect((await ended(failed)).status).toBe('failed');
      await ductape.jobs.cancel(cancelled.job_id);
      const young = await ductape.api.dispatch(call);
      await ended(young);

      // Run monthly cleanup
      await ductape.jobs.deleteMany({
        status: ['completed', 'cancelled', 'failed'],
        to: Date.now() - 90 * 24 * 60 * 60 * 1000, // Older than 90 days
      });
      expect(await Promise.all([failed, cancelled, young].map(isThere))).toEqual([false, false, true]);
    });
  });
}
