import { everything } from '../../../../core/jobs/scope.ts';
import { getJob, getJobUnless } from '../../../../core/usecases/manage/read-jobs.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { World } from '../../../simulation/world.ts';
import { ID, minutely, NOW } from '../../jobs/rows.ts';

test('a job is given unless it is as its caller knows it: then only the row and the holds were read', async () => {
  const world = new World(1, NOW, NO_FAULTS);
  world.jobs.rows.set(ID, { ...minutely(), last_success: 1 });
  const ports = world.outside();
  const job = await getJob(ID, everything, ports);
  const find = () => Promise.reject(new Error('read'));
  const poor = { ...ports, history: Object.assign(Object.create(ports.history), { find }) };
  expect(await getJobUnless(job.version ?? '', ID, everything, poor)).toBeUndefined();
  expect(await getJobUnless('another', ID, everything, ports)).toEqual(job);
  await ports.holds.put({ reason: 'the database moves', since: NOW });
  const held = await getJobUnless(job.version ?? '', ID, everything, ports);
  expect(held).toMatchObject({ held: { reason: 'the database moves' } });
  expect(held?.version).not.toBe(job.version);
  await expect(getJobUnless(job.version ?? '', ID, () => false, ports)).rejects.toThrow('There is no job');
});
