import { tombstoneOf } from '../../../../core/jobs/tombstone.ts';
import { recordNewJob } from '../../../../core/stats/record-stats.ts';
import { HOUR } from '../../../../core/time/units.ts';
import { cleanUpOrphan } from '../../../../core/usecases/execute/record-dead-letter.ts';
import { NO_FAULTS, World } from '../../../simulation/world.ts';
import { ID, minutely, NOW, Wake } from '../../jobs/rows.ts';

const row = minutely();
const payload = {
  target: { resource: 'app', event: 'e' },
  input: {},
  job: { product: 'shop', env: 'dev', scheduled_at: NOW },
};
/** The moment that the id of the job tells. */
const DISPATCHED = NOW - 12 * HOUR;

/** What a dispatch writes before it commits its row. */
async function left() {
  const world = new World(1, DISPATCHED, NO_FAULTS);
  const ports = world.outside();
  await recordNewJob(row, payload, ports);
  const schedule = Wake.tick();
  if (schedule.kind === 'tick')
    await world.scheduler.create({
      name: schedule.schedule,
      expression: 'rate(1 minute)',
      body: '',
      once: false,
    });
  const noted = () =>
    world.stats.find({ scope: { product: 'shop', env: 'dev' }, at: DISPATCHED, key: `${ID}#new` });
  return { world, ports, noted };
}

describe('what a dispatch left behind', () => {
  test('goes with its schedule when its row never came, and does not count', async () => {
    const { world, ports, noted } = await left();
    expect(await noted()).toEqual({ dispatched: 1, 'in.scheduled': 1 });
    await cleanUpOrphan(Wake.tick(), ports);
    expect(world.scheduler.schedules.size).toBe(0);
    expect(world.jobs.payloads.size).toBe(0);
    expect(await noted()).toBeNull();
  });

  test('stays when its row has come after all', async () => {
    const { world, ports, noted } = await left();
    await world.jobs.create(row);
    await cleanUpOrphan(Wake.timer(NOW), ports);
    expect(world.scheduler.schedules.size).toBe(1);
    expect(world.jobs.payloads.size).toBe(1);
    expect(await noted()).not.toBeNull();
  });

  test('goes but counts where a tombstone stands', async () => {
    const { world, ports, noted } = await left();
    await world.jobs.create(tombstoneOf(row, NOW));
    await cleanUpOrphan(Wake.timer(NOW), ports);
    expect(world.jobs.payloads.size).toBe(0);
    expect(await noted()).not.toBeNull();
  });
});
