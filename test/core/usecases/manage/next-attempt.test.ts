import { filterSchema } from '../../../../core/input/job-filter.ts';
import { everything } from '../../../../core/jobs/scope.ts';
import { HOUR, SECOND } from '../../../../core/time/units.ts';
import { getHistory } from '../../../../core/usecases/manage/read-history.ts';
import { getJob, listJobs } from '../../../../core/usecases/manage/read-jobs.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { World } from '../../../simulation/world.ts';
import { claimed, fails, finished, ID, NOW, newRow } from '../../jobs/rows.ts';
import { every } from '../../schedule/tables.ts';

test('a job and its history say when a run in backoff is tried again', async () => {
  const world = new World(1, NOW, NO_FAULTS);
  const ports = world.outside();
  const row = newRow(every(HOUR, NOW), { retry: { retries: 1 } });
  await world.jobs.create(row);
  expect(await getHistory(ID, { limit: 1 }, everything, ports)).not.toHaveProperty('next_attempt_at');

  world.jobs.rows.set(ID, finished(claimed(row), NOW + SECOND, fails('SERVICE_UNAVAILABLE', 9e15)));
  const next_attempt_at = NOW + SECOND + 24 * HOUR;
  expect(await getHistory(ID, { limit: 1 }, everything, ports)).toMatchObject({ next_attempt_at });
  const { runs, ...job } = await getJob(ID, everything, ports);
  expect(job).toMatchObject({ status: 'scheduled', next_attempt_at });
  // What its attempts came to is told of one job, and not in lists.
  const failed = { attempt: 1, code: 'SERVICE_UNAVAILABLE', at: NOW + SECOND, delay_ms: 24 * HOUR };
  expect(runs).toMatchObject([{ state: 'waiting', attempt_errors: [failed] }]);
  const filter = filterSchema.parse({});
  const listed = await listJobs(filter, [{ product: 'shop', env: 'dev' }], ports);
  expect(listed.jobs[0]?.runs?.[0]).not.toHaveProperty('attempt_errors');
});
