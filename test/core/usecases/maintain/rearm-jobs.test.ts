import type { Scope } from '../../../../core/jobs/scope.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { rearmJobs } from '../../../../core/usecases/maintain/rearm-jobs.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { World } from '../../../simulation/world.ts';
import { claimed, minutely, NOW } from '../../jobs/rows.ts';

const SCOPES: Scope[] = [{ product: 'shop', env: 'dev' }];

/** `count` jobs, and the wake-ups that are sent. */
function worldOf(count: number) {
  const world = new World(1, NOW, NO_FAULTS);
  const ids = Array.from({ length: count }, (_, i) => `job_01KDVDNA00${String(count - i).padStart(16, '0')}`);
  for (const id of ids) world.jobs.rows.set(id, { ...minutely(), id });
  const sent: string[] = [];
  const ports: Ports = {
    ...world.outside(),
    queue: { send: async (body) => void sent.push(JSON.parse(body).job_id), backlog: async () => 0 },
  };
  return { world, ids, sent, ports };
}

describe('arming all jobs again', () => {
  test('goes from page to page of 25 until there is no cursor', async () => {
    const { ids, sent, ports } = worldOf(30);
    const first = await rearmJobs(SCOPES, ports);
    expect(first).toEqual({ rearmed: 25, cursor: ids[24] });
    expect(await rearmJobs(SCOPES, ports, first.cursor)).toEqual({ rearmed: 5 });
    expect(sent.sort()).toEqual([...ids].sort());
  });

  test('looks once more where a page was exactly full', async () => {
    const { ids, ports } = worldOf(25);
    expect(await rearmJobs(SCOPES, ports)).toEqual({ rearmed: 25, cursor: ids[24] });
    expect(await rearmJobs(SCOPES, ports, ids[24])).toEqual({ rearmed: 0 });
  });

  test('reaches jobs that are scheduled, queued or running', async () => {
    const { world, ids, sent, ports } = worldOf(3);
    const [scheduled = '', queued = '', running = ''] = ids;
    world.jobs.rows.set(queued, { ...minutely(), id: queued, status: 'queued' });
    world.jobs.rows.set(running, { ...claimed(minutely()), id: running });
    expect(await rearmJobs(SCOPES, ports)).toEqual({ rearmed: 3 });
    expect(new Set(sent)).toEqual(new Set([scheduled, queued, running]));
  });

  test('leaves alone what is paused or at its end', async () => {
    const { world, ids, sent, ports } = worldOf(4);
    for (const [i, status] of (['paused', 'cancelled', 'completed', 'failed'] as const).entries()) {
      const id = ids[i] ?? '';
      world.jobs.rows.set(id, { ...minutely(), id, status });
    }
    expect(await rearmJobs(SCOPES, ports)).toEqual({ rearmed: 0 });
    expect(sent).toEqual([]);
  });
});
